package dev.understory.workload;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node of the NestBFT workload has on its disk: the chain, and the block it is locked on. Outlives restarts. */
final class NestBftLedger {
    private final List<Block> chain = new ArrayList<>();
    private @Nullable Lock lock;

    /**
     * A decided block.
     *
     * @param round the round in which it was decided
     * @param proposedAt when its leader proposed it
     * @param commitAt when its leader expected all to commit it
     */
    record Block(long id, int round, long proposedAt, long commitAt, long power) {}

    /** A replica that voted to commit a block is locked on it for the height. */
    record Lock(long height, int round, long block) {}

    /** Blocks committed; heights count from 1. */
    long height() {
        return chain.size();
    }

    /** The block of a height that was committed. */
    Block block(long height) {
        return chain.get((int) height - 1);
    }

    void commit(Block block) {
        chain.add(block);
        lock = null;
    }

    /** The lock at a height, or null. */
    @Nullable
    Lock lock(long height) {
        return lock != null && lock.height() == height ? lock : null;
    }

    void lock(Lock taken) {
        lock = taken;
    }

    void wipe() {
        chain.clear();
        lock = null;
    }
}
