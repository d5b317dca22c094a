package dev.understory.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets shards work at once: the first on the thread of the simulation, each other on its own. */
final class ShardThreads {
    private final List<ShardThread> others = new ArrayList<>();

    /** Starts a thread for each shard but the first. */
    ShardThreads(List<Shard> shards, Thread coordinator) {
        boolean spin = Runtime.getRuntime().availableProcessors() >= shards.size();
        for (Shard shard : shards.subList(1, shards.size())) {
            others.add(new ShardThread(shard, coordinator, spin));
        }
    }

    /**
     * Does work on all shards at once, and waits for it.
     *
     * @param work by shard; null where there is none. None may throw
     */
    void run(@Nullable Runnable[] work) {
        for (ShardThread each : others) {
            Runnable part = work[each.shard().index()];
            if (part != null) {
                each.begin(part);
            }
        }
        Runnable own = work[0];
        if (own != null) {
            own.run();
        }
        for (ShardThread each : others) {
            if (work[each.shard().index()] != null) {
                each.await();
            }
        }
    }

    /** Does work on one shard after the other, on the calling thread: where it is too little to wake threads for. */
    static void runInTurn(@Nullable Runnable[] work) {
        for (Runnable part : work) {
            if (part != null) {
                part.run();
            }
        }
    }

    /** Closes the shards of all threads, which then end, and tells what goes wrong with that; {@link #awaitEnd} must follow. */
    void stop(Failures broken) {
        others.forEach(each -> each.stop(broken));
    }

    /** Waits until all are closed; says whether the caller was interrupted meanwhile. */
    boolean awaitEnd() {
        boolean isInterrupted = false;
        for (ShardThread each : others) {
            isInterrupted |= each.awaitEnd();
        }
        return isInterrupted;
    }
}
