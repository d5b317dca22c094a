package dev.understory.workload;

import dev.understory.crypto.RandomStream;

/** Random numbers that follow from a number alone, so that every node draws the same for the same thing. */
final class MixedStream implements RandomStream {
    private long state;

    MixedStream(long seed) {
        this.state = seed;
    }

    @Override
    public long nextLong() {
        state += 0x9E37_79B9_7F4A_7C15L;
        return Committee.mix(state);
    }

    @Override
    public void nextBytes(byte[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) nextLong();
        }
    }
}
