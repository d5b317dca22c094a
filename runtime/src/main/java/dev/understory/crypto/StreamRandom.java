package dev.understory.crypto;

import java.security.SecureRandom;

/**
 * A named stream in the shape in which the JDK's own protocols ask for randomness. With a simulation's stream, what they
 * draw follows from the seed; in production they are better left to the generator of the platform.
 */
public final class StreamRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient RandomStream stream;

    /** Draws all from {@code stream}, which nobody else uses. */
    public StreamRandom(RandomStream stream) {
        super(null, null);
        this.stream = stream;
    }

    @Override
    public synchronized void nextBytes(byte[] bytes) {
        stream.nextBytes(bytes);
    }

    @Override
    public byte[] generateSeed(int numBytes) {
        byte[] seed = new byte[numBytes];
        nextBytes(seed);
        return seed;
    }

    /** Does nothing: the stream is all there is. */
    @Override
    public void setSeed(byte[] seed) {}

    /** Does nothing: the stream is all there is. */
    @Override
    public void setSeed(long seed) {}

    @Override
    public String getAlgorithm() {
        return "named stream";
    }
}
