package dev.understory.measure;

/** Which broadcast messages a node published and which it received, per workload; a message is a number. */
final class Receipts {
    private final LongLog publishedIds = new LongLog();
    private final LongLog publishedAt = new LongLog();
    private final LongLog receivedIds = new LongLog();

    /** A message's number with its workload in the top byte: one number for both. */
    static long key(int workload, long message) {
        return (long) workload << 56 | message;
    }

    static int workload(long key) {
        return (int) (key >>> 56);
    }

    void published(int workload, long message, long atNanos) {
        publishedIds.add(key(workload, message));
        publishedAt.add(atNanos);
    }

    void received(int workload, long message) {
        receivedIds.add(key(workload, message));
    }

    LongLog publishedIds() {
        return publishedIds;
    }

    LongLog publishedAt() {
        return publishedAt;
    }

    LongLog receivedIds() {
        return receivedIds;
    }
}
