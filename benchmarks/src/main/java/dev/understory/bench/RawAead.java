package dev.understory.bench;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuites;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/**
 * Bulk over bare TCP with nothing but the frames' AEAD at both ends: the limit of what any implementation of this wire
 * protocol can carry here with this cipher.
 */
final class RawAead implements Suite {
    static final int PLAIN = 1028;
    static final int SEALED = PLAIN + 16;
    static final int FRAMES = 128;

    @Override
    public String name() {
        return "aead";
    }

    @Override
    public String summary() {
        return "raw limit: bulk of bare TCP with the frames' AEAD at both ends";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        try (ChildJvm child = ChildJvm.start("aead-sink");
                Socket socket = RawTcp.connect(child)) {
            Sender sender = new Sender(socket);
            sender.send(context.warmUpNanos());
            double gigabytes = sender.send(context.nanos());
            context.limit("aead bulk", gigabytes);
            return List.of(
                    Measurement.of("aead/bulk", gigabytes, "GB/s").beside("tcp bulk", context.limit("tcp bulk")));
        }
    }

    static Aead aead() {
        return CryptoSuites.real().aead(new byte[32]);
    }

    private static final class Sender {
        private final Aead aead = aead();
        private final byte[] plain = new byte[PLAIN];
        private final byte[] sealed = new byte[SEALED * FRAMES];
        private final Socket socket;
        private final DataOutputStream out;
        private long counter;

        Sender(Socket socket) throws IOException {
            this.socket = socket;
            this.out = new DataOutputStream(socket.getOutputStream());
        }

        /** Seals and sends for so long; GB/s of payload. */
        double send(long nanos) throws IOException {
            int perRound = 500;
            long start = System.nanoTime();
            long bytes = 0;
            long now = start;
            while (now - start < nanos) {
                out.writeInt(perRound);
                for (int i = 0; i < perRound; i++) {
                    for (int frame = 0; frame < FRAMES; frame++) {
                        aead.seal(counter++, plain, 0, PLAIN, sealed, frame * SEALED);
                    }
                    out.write(sealed);
                }
                if (socket.getInputStream().read() != 1) {
                    throw new IOException("the far end could not open a frame");
                }
                bytes += (long) perRound * FRAMES * 1024;
                now = System.nanoTime();
            }
            return (double) bytes / (now - start);
        }
    }
}
