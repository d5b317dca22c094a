package dev.understory.measure;

/**
 * Which broadcast messages a node published and which it received how often, per workload; a message is a number of at
 * most 56 bits.
 */
final class Receipts {
    private static final long COPY = 1L << 32;

    private final LongLog publishedIds = new LongLog();
    private final LongLog publishedAt = new LongLog();
    /** Per message: copies received above bit 32, below it the life in which the application was given it, from 1. */
    private final LongLongMap received = new LongLongMap();

    private int life = 1;
    private long givenTwice;
    private boolean anyGiven;

    /** A message's number with its workload in the top byte: one number for both. */
    static long key(int workload, long message) {
        return (long) workload << 56 | message & 0xff_ffff_ffff_ffffL;
    }

    static int workload(long key) {
        return (int) (key >>> 56);
    }

    static long copies(long value) {
        return value >>> 32;
    }

    /** Whether the application was given the message, which a publisher is not given its own. */
    static boolean wasGiven(long value) {
        return (int) value != 0;
    }

    void restarted() {
        life++;
    }

    void published(int workload, long message, long atNanos) {
        publishedIds.add(key(workload, message));
        publishedAt.add(atNanos);
    }

    void given(int workload, long message) {
        long key = key(workload, message);
        long before = received.get(key);
        anyGiven = true;
        if ((int) before == life) {
            givenTwice++;
        }
        received.put(key, (copies(before) + 1) * COPY + life);
    }

    void discarded(int workload, long message) {
        long key = key(workload, message);
        received.put(key, received.get(key) + COPY);
    }

    LongLog publishedIds() {
        return publishedIds;
    }

    LongLog publishedAt() {
        return publishedAt;
    }

    LongLongMap received() {
        return received;
    }

    boolean wasGivenAnything() {
        return anyGiven;
    }

    long givenTwice() {
        return givenTwice;
    }
}
