package dev.understory.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches a run from the real world: limits and progress. Nothing of it reaches the simulated nodes. */
final class RunWatch {
    private static final long HEAP_EVERY_NANOS = 100_000_000L;

    private final SimulationConfig config;
    private final long started = System.nanoTime();
    private final List<MemoryPoolMXBean> heapPools;
    private long nextReport;
    private long nextHeapCheck;

    RunWatch(SimulationConfig config) {
        this.config = config;
        this.nextReport = started + config.progressEvery().toNanos();
        this.nextHeapCheck = started;
        this.heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .toList();
    }

    /** Reports progress if it is time, and answers the limit that was hit, if any. */
    RunOutcome.@Nullable Reason check(long virtualNanos, long events, long pending) {
        SimulationConfig.Limits limits = config.limits();
        if (events >= limits.events()) {
            return RunOutcome.Reason.EVENT_LIMIT;
        }
        long wall = System.nanoTime();
        if (wall - nextReport >= 0) {
            nextReport = wall + config.progressEvery().toNanos();
            config.progress().accept(new SimulationConfig.Progress(virtualNanos, events, pending, elapsed()));
        }
        if (wall - started >= limits.wall().toNanos()) {
            return RunOutcome.Reason.WALL_LIMIT;
        }
        if (limits.heapBytes() < Long.MAX_VALUE && wall - nextHeapCheck >= 0) {
            nextHeapCheck = wall + HEAP_EVERY_NANOS;
            if (heapAfterCollection() > limits.heapBytes()) {
                return RunOutcome.Reason.HEAP_LIMIT;
            }
        }
        return null;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private long heapAfterCollection() {
        long used = 0;
        for (MemoryPoolMXBean pool : heapPools) {
            MemoryUsage usage = pool.getCollectionUsage();
            used += usage == null ? 0 : usage.getUsed();
        }
        return used;
    }
}
