package dev.understory.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@link Bytes} that are not in an array yet: the array is made when somebody asks for it, and once.
 *
 * <p>Whoever passes bytes on, cuts them or puts them together again need not look at them. Simulations rest on that: what
 * is sealed there and what is laid out as a record is mostly never looked at. Subclasses are immutable, and safe for any
 * thread.
 */
public abstract class LazyBytes {
    private final int size;
    private volatile byte @Nullable [] made;

    /** Bytes to be, that many. */
    protected LazyBytes(int size) {
        this.size = size;
    }

    /** Makes all of the bytes, in an array of their size; the same whenever it is asked. */
    protected abstract byte[] make();

    /** The part that is asked for, in an array, if it lies in one without being made; otherwise null. */
    @Nullable
    Bytes flat(int from, int length) {
        return null;
    }

    /** What lies in an array without being made, from {@code from} on; it may be empty. */
    Bytes flatFrom(int from) {
        return Bytes.EMPTY;
    }

    final int size() {
        return size;
    }

    /** Two threads may both make it, and make the same. */
    final byte[] array() {
        byte[] array = made;
        if (array == null) {
            array = make();
            Objects.checkFromToIndex(size, array.length, size);
            made = array;
        }
        return array;
    }
}
