package dev.understory.measure;

/** The blocks a node committed, in the order in which it did. */
public final class Commits {
    private final LongLog heights = new LongLog();
    private final LongLog blocks = new LongLog();
    private final LongLog times = new LongLog();

    synchronized void add(int workload, long height, long block, long atNanos) {
        heights.add(Receipts.key(workload, height));
        blocks.add(block);
        times.add(atNanos);
    }

    /** How many blocks were committed. */
    public synchronized int size() {
        return heights.size();
    }

    /** The index of the workload a commit belongs to. */
    public synchronized int workload(int index) {
        return Receipts.workload(heights.get(index));
    }

    /** The height of a commit. */
    public synchronized long height(int index) {
        return heights.get(index) & 0xff_ffff_ffff_ffffL;
    }

    /** The block that was committed. */
    public synchronized long block(int index) {
        return blocks.get(index);
    }

    /** When it was committed. */
    public synchronized long atNanos(int index) {
        return times.get(index);
    }
}
