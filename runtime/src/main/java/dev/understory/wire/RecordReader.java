package dev.understory.wire;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into records of a 4-byte big-endian length and that many bytes (wire.md, section 1.2), wherever
 * the stream was split.
 *
 * <p>Feed bytes, then call {@link #next()} until it no longer says {@link Next#RECORD}. A record that lies whole in what
 * was fed is handed out in place, without a copy; only a partial one is kept. A length above the limit is refused when its
 * prefix is complete, and memory grows with bytes that really came, never with a length that was merely claimed.
 *
 * <p>Bytes that are not in an array yet stay that way: of a partial record the slice is kept, and joined with what follows.
 * {@link #held()} counts them as if they had been copied, so that a limit means the same for both.
 */
public final class RecordReader {
    /** The largest record of the protocol. */
    public static final int MAX_RECORD = 1_000_000;

    /** Length of the prefix. */
    public static final int PREFIX = 4;

    /** What {@link #next()} found. */
    public enum Next {
        /** A record: {@link #lazy()}, or else at {@link #array()}, {@link #offset()}; in any case {@link #length()}. */
        RECORD,
        /** No whole record is there; what was fed is used up and its array is free again. */
        NEED_MORE,
        /** A length of 0, which no message of the protocol has. Final. */
        EMPTY,
        /** A length above the limit. Final. */
        TOO_LONG
    }

    private static final byte[] NOTHING = new byte[0];
    /** A carry that grew beyond this is given back when its record was read. */
    private static final int KEPT_CARRY = 4 * 1024;

    private int limit;
    private SpareArrays spare = SpareArrays.NONE;
    private byte[] fed = NOTHING;
    /** What was fed if that is lazy; {@code fedAt} and {@code fedEnd} are places in it then. */
    private @Nullable Bytes fedLazy;

    private int fedAt;
    private int fedEnd;
    /** What earlier pieces left over, from {@code carryAt} to {@code carryEnd}; always before what is fed. */
    private byte[] carry = NOTHING;
    /** The same if it is lazy: just those bytes, and the array is not there yet. */
    private @Nullable Bytes carryLazy;

    private int carryAt;
    private int carryEnd;
    /** Length of the carry's array, there or not. */
    private int capacity;

    private byte[] array = NOTHING;
    private @Nullable Bytes lazy;
    private int offset;
    private int length;

    /** A reader that refuses records longer than {@code limit} bytes. */
    public RecordReader(int limit) {
        limit(limit);
    }

    /** Changes the limit, for records that {@link #next()} has not handed out yet. */
    public void limit(int bytes) {
        if (bytes < 1 || bytes > MAX_RECORD) {
            throw new IllegalArgumentException("a record limit lies between 1 and " + MAX_RECORD + ", not " + bytes);
        }
        limit = bytes;
    }

    /** Where arrays for partial records come from, and go to, from now on. */
    public void use(SpareArrays arrays) {
        spare = arrays;
    }

    /**
     * More of the stream. The array must not change until {@link #next()} has said {@link Next#NEED_MORE} or
     * {@link #detach()} was called, and is used no longer than that.
     */
    public void feed(byte[] bytes, int at, int size) {
        Objects.checkFromIndexSize(at, size, bytes.length);
        detach();
        fed = bytes;
        fedAt = at;
        fedEnd = at + size;
    }

    /** More of the stream. Bytes that are in an array are taken as {@link #feed(byte[], int, int)} says. */
    public void feed(Bytes bytes) {
        if (bytes.lazy() == null) {
            feed(bytes.array(), bytes.offset(), bytes.size());
        } else {
            detach();
            fedLazy = bytes;
            fedEnd = bytes.size();
        }
    }

    /** Takes what is left of what was fed into own memory, so that its array may be used again. */
    public void detach() {
        topUp(Integer.MAX_VALUE);
        fed = NOTHING;
        fedLazy = null;
        fedAt = 0;
        fedEnd = 0;
    }

    /** Looks for the next record. What an earlier call handed out is invalid from here on. */
    public Next next() {
        array = NOTHING;
        lazy = null;
        if (carryAt == carryEnd) {
            releaseCarry();
            Next inPlace = nextInPlace();
            if (inPlace != null) {
                return inPlace;
            }
        }
        return nextFromCarry();
    }

    /** The record that {@link #next()} found if it is not in an array; otherwise null. */
    public @Nullable Bytes lazy() {
        return lazy;
    }

    /** The array that holds the record that {@link #next()} found; for reading only. */
    public byte[] array() {
        return array;
    }

    /** Where in {@link #array()} the record starts, after its prefix. */
    public int offset() {
        return offset;
    }

    /** Length of the record. */
    public int length() {
        return length;
    }

    /** The record as bytes of its own. */
    public Bytes copy() {
        return Bytes.wrap(lazy != null ? lazy.toArray() : Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Bytes that came and were not handed out yet. */
    public int pending() {
        return carryEnd - carryAt + fedEnd - fedAt;
    }

    /** Bytes of memory that the reader holds; slices count as copies would. */
    public int held() {
        return capacity;
    }

    private @Nullable Next nextInPlace() {
        int available = fedEnd - fedAt;
        if (available < PREFIX) {
            return null;
        }
        int size = prefix(fed, fedLazy, fedAt);
        if (size < 1 || size > limit) {
            return problem(size);
        }
        if (available - PREFIX < size) {
            return null;
        }
        fedAt += PREFIX;
        found(fed, fedLazy, fedAt, size);
        fedAt += size;
        return Next.RECORD;
    }

    private Next nextFromCarry() {
        topUp(PREFIX);
        if (carryEnd - carryAt < PREFIX) {
            detach();
            return Next.NEED_MORE;
        }
        int size = carryLazy == null ? prefix(carry, null, carryAt) : prefix(carry, carryLazy, 0);
        if (size < 1 || size > limit) {
            return problem(size);
        }
        topUp(PREFIX + size);
        if (carryEnd - carryAt < PREFIX + size) {
            detach();
            return Next.NEED_MORE;
        }
        Bytes kept = carryLazy;
        if (kept == null) {
            found(carry, null, carryAt + PREFIX, size);
        } else {
            found(carry, kept, PREFIX, size);
            int rest = kept.size() - PREFIX - size;
            carryLazy = rest == 0 ? null : kept.slice(PREFIX + size, rest);
        }
        carryAt += PREFIX + size;
        return Next.RECORD;
    }

    private void found(byte[] in, @Nullable Bytes lazyIn, int at, int size) {
        Bytes record = lazyIn == null ? null : lazyIn.slice(at, size);
        Bytes flat = record == null ? null : record.flat();
        if (flat != null) {
            array = flat.array();
            offset = flat.offset();
        } else if (record != null) {
            lazy = record;
        } else {
            array = in;
            offset = at;
        }
        length = size;
    }

    /** Moves bytes from what was fed to the carry until that holds {@code wanted}, or nothing is left to move. */
    private void topUp(int wanted) {
        int kept = carryEnd - carryAt;
        int moved = Math.min(fedEnd - fedAt, wanted - kept);
        if (moved <= 0) {
            return;
        }
        boolean moves = capacity - carryEnd < moved;
        if (moves && kept + moved > capacity) {
            capacity = capacityFor(kept + moved);
        }
        int target = moves ? 0 : carryAt;
        if (!joinLazy(kept, moved)) {
            copy(kept, moved, target);
        }
        carryAt = target;
        carryEnd = target + kept + moved;
        fedAt += moved;
    }

    /** Takes what is moved to the carry as a slice, if what it holds and what was fed is one. */
    private boolean joinLazy(int kept, int moved) {
        Bytes more = fedLazy == null ? null : fedLazy.slice(fedAt, moved);
        Bytes before = carryLazy;
        Bytes both = more == null || before == null ? null : before.joined(more);
        if (kept == 0) {
            both = more;
        }
        if (both != null) {
            carryLazy = both;
        }
        return both != null;
    }

    /** Copies to the carry what it keeps, unless that lies where it should, and what is moved to it. */
    private void copy(int kept, int moved, int target) {
        byte[] from = carry;
        byte[] to = from.length == capacity ? from : spare.take(capacity);
        if (carryLazy != null) {
            carryLazy.copyTo(to, target);
            carryLazy = null;
        } else if (to != from || target != carryAt) {
            System.arraycopy(from, carryAt, to, target, kept);
        }
        if (fedLazy != null) {
            fedLazy.slice(fedAt, moved).copyTo(to, target + kept);
        } else {
            System.arraycopy(fed, fedAt, to, target + kept, moved);
        }
        carry = to;
        if (to != from) {
            spare.give(from);
        }
    }

    /**
     * Doubles, so that a record that comes in many pieces is copied a constant number of times; and is never more than twice
     * what is needed.
     */
    private int capacityFor(int needed) {
        int size = SpareArrays.sizeFor(Math.max(needed, Math.min(2 * capacity, limit + PREFIX)));
        return size / 2 < needed ? size : size / 2;
    }

    private void releaseCarry() {
        carryAt = 0;
        carryEnd = 0;
        carryLazy = null;
        if (capacity > KEPT_CARRY) {
            spare.give(carry);
            carry = NOTHING;
            capacity = 0;
        }
    }

    private static Next problem(int size) {
        return size == 0 ? Next.EMPTY : Next.TOO_LONG;
    }

    private static int prefix(byte[] in, @Nullable Bytes lazyIn, int at) {
        byte[] from = in;
        int start = at;
        if (lazyIn != null) {
            Bytes bytes = lazyIn.slice(at, PREFIX);
            Bytes flat = bytes.flat();
            Bytes read = flat == null ? bytes : flat;
            from = read.array();
            start = read.offset();
        }
        return (from[start] & 0xff) << 24
                | (from[start + 1] & 0xff) << 16
                | (from[start + 2] & 0xff) << 8
                | (from[start + 3] & 0xff);
    }
}
