package dev.understory.frame;

import dev.understory.wire.Bytes;

/** Seals the outgoing bytes of a connection into frames of one form, with counters 0, 1, 2... Not thread-safe. */
public sealed interface Sealer permits FrameSealer, LargeFrameSealer {
    /** How many bytes of data to seal at a time so that {@code maxBytes} come out, or one frame if that is more. */
    int room(int maxBytes);

    /** How many bytes more than {@code length} would be sealed into the same number of bytes. */
    int unused(int length);

    /** Bytes on the wire for that many data bytes. */
    int sealedSize(int length);

    /** Whether counters for that many data bytes are left; if not, the connection has to end. */
    boolean hasCountersFor(int length);

    /**
     * Seals {@code length} bytes and writes {@link #sealedSize} bytes, which it returns.
     *
     * @param plain its contents from four bytes before {@code offset} to the next multiple of 1024 bytes may be destroyed
     * @throws IllegalStateException if {@link #hasCountersFor} was false
     */
    int seal(byte[] plain, int offset, int length, byte[] out, int outOffset);

    /** Whether {@link #seal(Bytes)} may be used. */
    boolean isModelled();

    /** Seals data into the same frames as the other method, which are made only if somebody looks at them. */
    Bytes seal(Bytes plain);

    /** Zeroes the key: nothing is sealed after that. */
    void wipe();
}
