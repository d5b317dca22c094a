package dev.understory.measure;

import java.util.ArrayList;
import java.util.List;

/** The blocks a node committed, per workload, in the order in which it did. */
public final class Commits {
    private final List<List<Commit>> byWorkload = new ArrayList<>();

    /**
     * One commit.
     *
     * @param block the block's number
     * @param round the round in which it was decided, from 0
     * @param atNanos when this node committed it
     */
    public record Commit(long height, long block, int round, long atNanos) {}

    void add(int workload, Commit commit) {
        while (byWorkload.size() <= workload) {
            byWorkload.add(new ArrayList<>(4));
        }
        byWorkload.get(workload).add(commit);
    }

    List<Commit> from(int workload, int first) {
        if (workload >= byWorkload.size()) {
            return List.of();
        }
        List<Commit> all = byWorkload.get(workload);
        return first >= all.size() ? List.of() : new ArrayList<>(all.subList(first, all.size()));
    }
}
