package dev.understory.workload;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node of the NestBFT workload has on its disk: the chain, and the certificate it is locked by. Outlives restarts.
 * (Canopy keeps its lock in memory only; see decision 0130.)
 */
final class NestBftLedger {
    private final List<Block> chain = new ArrayList<>();
    private @Nullable NestBftCertificate lock;

    /**
     * A decided block.
     *
     * @param proposedAt when its leader proposed it
     * @param commitAt when its leader expected all to commit it
     * @param certificate the votes that decided it
     */
    record Block(long id, long proposedAt, long commitAt, NestBftCertificate certificate) {
        int round() {
            return certificate.vote().round();
        }
    }

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

    /** The certificate this node is locked by at the height it works on, or null. */
    @Nullable
    NestBftCertificate lock() {
        return lock;
    }

    /** Locks this node, or moves its lock if the certificate is of a later round than the one that holds it. */
    void lock(NestBftCertificate certificate) {
        if (lock == null || certificate.vote().round() > lock.vote().round()) {
            lock = certificate;
        }
    }

    void wipe() {
        chain.clear();
        lock = null;
    }
}
