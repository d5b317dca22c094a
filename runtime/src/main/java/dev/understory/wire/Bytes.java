package dev.understory.wire;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes inside an array that nobody changes any more, or inside one that is made only when somebody asks
 * for it ({@link LazyBytes}).
 *
 * <p>It is what crosses the transport port and what an application sends and receives. Wrapping takes ownership of the
 * array and copies nothing, so that the simulator can hand bytes from node to node and the hot path never copies to be
 * safe: whoever wraps an array must not write to it afterwards. Slices copy nothing either, and slices that lie side by
 * side can be {@linkplain #joined put together} again.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0], null, 0, 0);

    /** Null if the bytes are lazy. */
    private final byte @Nullable [] array;

    private final @Nullable LazyBytes lazy;
    private final int offset;
    private final int size;

    private Bytes(byte @Nullable [] array, @Nullable LazyBytes lazy, int offset, int size) {
        this.array = array;
        this.lazy = lazy;
        this.offset = offset;
        this.size = size;
    }

    /** Takes ownership of the whole array. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, null, 0, array.length);
    }

    /** Takes ownership of {@code size} bytes of the array from {@code offset}. */
    public static Bytes wrap(byte[] array, int offset, int size) {
        Objects.checkFromIndexSize(offset, size, array.length);
        return new Bytes(array, null, offset, size);
    }

    /** All of what is made when somebody asks for it. */
    public static Bytes of(LazyBytes lazy) {
        return new Bytes(null, lazy, 0, lazy.size());
    }

    /** Runs one behind the other, without a copy. */
    public static Bytes of(List<Bytes> parts) {
        return switch (parts.size()) {
            case 0 -> EMPTY;
            case 1 -> parts.get(0);
            default -> of(new JoinedBytes(parts));
        };
    }

    /** Number of bytes. */
    public int size() {
        return size;
    }

    /** The array that holds the bytes, from {@link #offset()} on; for reading only. */
    public byte[] array() {
        byte[] flat = array;
        return flat != null ? flat : Objects.requireNonNull(lazy).array();
    }

    /** Where in {@link #array()} the first byte lies. */
    public int offset() {
        return offset;
    }

    /** What the bytes are a part of if they are not in an array yet: it starts {@link #offset()} before them. */
    public @Nullable LazyBytes lazy() {
        return lazy;
    }

    /** The byte at {@code index}, counted from the start of this run. */
    public byte at(int index) {
        return array()[offset + Objects.checkIndex(index, size)];
    }

    /** A part of this run; shares the array. */
    public Bytes slice(int from, int length) {
        Objects.checkFromIndexSize(from, length, size);
        return length == size ? this : new Bytes(array, lazy, offset + from, length);
    }

    /** This run and the one that follows it where both were cut from, as one; null if they do not lie side by side. */
    public @Nullable Bytes joined(Bytes next) {
        return array == next.array && lazy == next.lazy && offset + size == next.offset
                ? new Bytes(array, lazy, offset, size + next.size)
                : null;
    }

    /** Whether both are the same part of the same array, so that nothing need be compared. */
    public boolean isSame(Bytes other) {
        return array == other.array && lazy == other.lazy && offset == other.offset && size == other.size;
    }

    /** These bytes in an array, if none need be made for it; otherwise null. */
    public @Nullable Bytes flat() {
        return lazy == null ? this : lazy.flat(offset, size);
    }

    /** These bytes from {@code from} on, as far as they lie in an array without one being made; maybe none. */
    Bytes flatFrom(int from) {
        Bytes rest = slice(from, size - from);
        if (lazy == null) {
            return rest;
        }
        Bytes found = lazy.flatFrom(rest.offset);
        return found.slice(0, Math.min(found.size, rest.size));
    }

    /** Copies all bytes into {@code to} from {@code at} on. */
    public void copyTo(byte[] to, int at) {
        System.arraycopy(array(), offset, to, at, size);
    }

    /** A copy that the caller may change. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array(), offset, offset + size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array(), offset, offset + size, that.array(), that.offset, that.offset + that.size);
    }

    @Override
    public int hashCode() {
        byte[] flat = array();
        int hash = 1;
        for (int i = offset; i < offset + size; i++) {
            hash = 31 * hash + flat[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        int shown = Math.min(size, 16);
        String hex = HexFormat.of().formatHex(array(), offset, offset + shown);
        return "Bytes[" + size + (size == 0 ? "" : ": " + hex) + (shown < size ? "..." : "") + "]";
    }
}
