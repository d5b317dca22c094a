package dev.understory.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** A socket that ends by itself once so many bytes were written, in good order or by a reset. */
final class CutSocket extends Socket {
    private final int most;
    private final boolean resets;
    private int written;

    CutSocket(int most, boolean resets) {
        this.most = most;
        this.resets = resets;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = super.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                write(new byte[] {(byte) single}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int size) throws IOException {
                int taken = Math.min(size, most - written);
                out.write(bytes, offset, taken);
                written += taken;
                if (written == most) {
                    end();
                    throw new IOException("cut after " + most + " bytes");
                }
            }
        };
    }

    private void end() throws IOException {
        if (resets) {
            setSoLinger(true, 0);
        }
        close();
    }
}
