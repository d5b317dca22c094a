package dev.understory.wire;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable run of bytes inside an array that nobody changes any more.
 *
 * <p>It is what crosses the transport port and what an application sends and receives. Wrapping takes ownership of the
 * array and copies nothing, so that the simulator can hand bytes from node to node and the hot path never copies to be
 * safe: whoever wraps an array must not write to it afterwards.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int size;

    private Bytes(byte[] array, int offset, int size) {
        this.array = array;
        this.offset = offset;
        this.size = size;
    }

    /** Takes ownership of the whole array. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Takes ownership of {@code size} bytes of the array from {@code offset}. */
    public static Bytes wrap(byte[] array, int offset, int size) {
        Objects.checkFromIndexSize(offset, size, array.length);
        return new Bytes(array, offset, size);
    }

    /** Number of bytes. */
    public int size() {
        return size;
    }

    /** The array that holds the bytes, from {@link #offset()} on; for reading only. */
    public byte[] array() {
        return array;
    }

    /** Where in {@link #array()} the first byte lies. */
    public int offset() {
        return offset;
    }

    /** The byte at {@code index}, counted from the start of this run. */
    public byte at(int index) {
        return array[offset + Objects.checkIndex(index, size)];
    }

    /** A part of this run; shares the array. */
    public Bytes slice(int from, int length) {
        Objects.checkFromIndexSize(from, length, size);
        return new Bytes(array, offset + from, length);
    }

    /** A copy that the caller may change. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + size, that.array, that.offset, that.offset + that.size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + size; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        int shown = Math.min(size, 16);
        String hex = HexFormat.of().formatHex(array, offset, offset + shown);
        return "Bytes[" + size + (size == 0 ? "" : ": " + hex) + (shown < size ? "..." : "") + "]";
    }
}
