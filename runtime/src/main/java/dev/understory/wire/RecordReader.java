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
 */
public final class RecordReader {
    /** The largest record of the protocol. */
    public static final int MAX_RECORD = 1_000_000;

    /** Length of the prefix. */
    public static final int PREFIX = 4;

    /** What {@link #next()} found. */
    public enum Next {
        /** A record, at {@link #array()}, {@link #offset()}, {@link #length()}. */
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
    private byte[] fed = NOTHING;
    private int fedAt;
    private int fedEnd;
    /** What earlier pieces left over, from {@code carryAt} to {@code carryEnd}; always before what is fed. */
    private byte[] carry = NOTHING;

    private int carryAt;
    private int carryEnd;
    private byte[] array = NOTHING;
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

    /** Takes what is left of the fed array into own memory, so that the array may be used again. */
    public void detach() {
        topUp(Integer.MAX_VALUE);
        fed = NOTHING;
        fedAt = 0;
        fedEnd = 0;
    }

    /** Looks for the next record. What an earlier call handed out is invalid from here on. */
    public Next next() {
        array = NOTHING;
        if (carryAt == carryEnd) {
            releaseCarry();
            Next inPlace = nextInPlace();
            if (inPlace != null) {
                return inPlace;
            }
        }
        return nextFromCarry();
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
        return Bytes.wrap(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Bytes that came and were not handed out yet. */
    public int pending() {
        return carryEnd - carryAt + fedEnd - fedAt;
    }

    /** Bytes of memory that the reader holds. */
    public int held() {
        return carry.length;
    }

    private @Nullable Next nextInPlace() {
        int available = fedEnd - fedAt;
        if (available < PREFIX) {
            return null;
        }
        int size = prefix(fed, fedAt);
        if (size < 1 || size > limit) {
            return problem(size);
        }
        if (available - PREFIX < size) {
            return null;
        }
        fedAt += PREFIX;
        found(fed, fedAt, size);
        fedAt += size;
        return Next.RECORD;
    }

    private Next nextFromCarry() {
        topUp(PREFIX);
        if (carryEnd - carryAt < PREFIX) {
            detach();
            return Next.NEED_MORE;
        }
        int size = prefix(carry, carryAt);
        if (size < 1 || size > limit) {
            return problem(size);
        }
        topUp(PREFIX + size);
        if (carryEnd - carryAt < PREFIX + size) {
            detach();
            return Next.NEED_MORE;
        }
        found(carry, carryAt + PREFIX, size);
        carryAt += PREFIX + size;
        return Next.RECORD;
    }

    private void found(byte[] in, int at, int size) {
        array = in;
        offset = at;
        length = size;
    }

    /** Moves bytes from what was fed to the carry until that holds {@code wanted}, or nothing is left to move. */
    private void topUp(int wanted) {
        int kept = carryEnd - carryAt;
        int moved = Math.min(fedEnd - fedAt, wanted - kept);
        if (moved <= 0) {
            return;
        }
        if (carry.length - carryEnd < moved) {
            byte[] target = kept + moved <= carry.length ? carry : new byte[capacityFor(kept + moved)];
            System.arraycopy(carry, carryAt, target, 0, kept);
            carry = target;
            carryAt = 0;
            carryEnd = kept;
        }
        System.arraycopy(fed, fedAt, carry, carryEnd, moved);
        carryEnd += moved;
        fedAt += moved;
    }

    /** Doubles, so that a record that comes in many pieces is copied a constant number of times. */
    private int capacityFor(int needed) {
        return Math.max(needed, Math.min(2 * carry.length, limit + PREFIX));
    }

    private void releaseCarry() {
        carryAt = 0;
        carryEnd = 0;
        if (carry.length > KEPT_CARRY) {
            carry = NOTHING;
        }
    }

    private static Next problem(int size) {
        return size == 0 ? Next.EMPTY : Next.TOO_LONG;
    }

    private static int prefix(byte[] in, int at) {
        return (in[at] & 0xff) << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | (in[at + 3] & 0xff);
    }
}
