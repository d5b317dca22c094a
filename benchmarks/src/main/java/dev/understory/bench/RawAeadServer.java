package dev.understory.bench;

import dev.understory.crypto.Aead;
import java.io.DataInputStream;
import java.io.IOException;

/** The far end of {@link RawAead}: reads rounds of sealed frames, opens each, answers one byte. */
final class RawAeadServer {
    private RawAeadServer() {}

    static void open() throws IOException {
        RawTcpServer.serve(socket -> {
            Aead aead = RawAead.aead();
            byte[] sealed = new byte[RawAead.SEALED * RawAead.FRAMES];
            byte[] plain = new byte[RawAead.PLAIN];
            DataInputStream in = new DataInputStream(socket.getInputStream());
            long counter = 0;
            while (true) {
                int rounds = in.readInt();
                boolean good = true;
                for (int i = 0; i < rounds; i++) {
                    in.readFully(sealed);
                    for (int frame = 0; frame < RawAead.FRAMES; frame++) {
                        good &= aead.open(counter++, sealed, frame * RawAead.SEALED, RawAead.SEALED, plain, 0);
                    }
                }
                socket.getOutputStream().write(good ? 1 : 0);
            }
        });
    }
}
