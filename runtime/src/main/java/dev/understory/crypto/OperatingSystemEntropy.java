package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/** Randomness of the operating system, fetched in small batches; what was handed out is wiped from the batch. */
public final class OperatingSystemEntropy implements Entropy {
    private static final int BATCH = 512;

    private final SecureRandom source = new SecureRandom();

    /** A stream of its own; all streams of all names are independent. */
    @Override
    public RandomStream stream(String name) {
        return new Buffered(source);
    }

    private static final class Buffered implements RandomStream {
        private static final VarHandle LONG =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

        private final SecureRandom source;
        private final byte[] batch = new byte[BATCH];
        private int used = BATCH;

        Buffered(SecureRandom source) {
            this.source = source;
        }

        @Override
        public long nextLong() {
            int at = take(Long.BYTES);
            long value = (long) LONG.get(batch, at);
            LONG.set(batch, at, 0L);
            return value;
        }

        @Override
        public void nextBytes(byte[] target) {
            if (target.length > BATCH) {
                source.nextBytes(target);
                return;
            }
            int at = take(target.length);
            System.arraycopy(batch, at, target, 0, target.length);
            Arrays.fill(batch, at, at + target.length, (byte) 0);
        }

        private int take(int bytes) {
            if (BATCH - used < bytes) {
                source.nextBytes(batch);
                used = 0;
            }
            int at = used;
            used += bytes;
            return at;
        }
    }
}
