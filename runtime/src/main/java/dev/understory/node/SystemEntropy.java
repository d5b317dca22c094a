package dev.understory.node;

import dev.understory.crypto.Entropy;
import dev.understory.crypto.RandomStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Randomness from the operating system; every stream is as unpredictable as the others. */
final class SystemEntropy implements Entropy {
    private final SecureRandom system = new SecureRandom();

    @Override
    public RandomStream stream(String name) {
        return new SystemStream(system);
    }

    /** Small draws come from a buffer, because each call of the system's generator costs microseconds. */
    private static final class SystemStream implements RandomStream {
        private final SecureRandom system;
        private final ByteBuffer buffer = ByteBuffer.allocate(256).limit(0);

        SystemStream(SecureRandom system) {
            this.system = system;
        }

        @Override
        public long nextLong() {
            if (buffer.remaining() < Long.BYTES) {
                buffer.clear();
                system.nextBytes(buffer.array());
            }
            return buffer.getLong();
        }

        @Override
        public void nextBytes(byte[] target) {
            system.nextBytes(target);
        }
    }
}
