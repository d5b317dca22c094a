package dev.understory.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Watches a run from the real world: limits and progress. Nothing of it reaches the simulated nodes. */
final class RunWatch {
    private static final long HEAP_EVERY_NANOS = 100_000_000L;

    private final SimulationConfig config;
    private final long started = System.nanoTime();
    private final LongSupplier heapAfterCollection;
    private long nextReport;
    private long nextHeapCheck;

    RunWatch(SimulationConfig config) {
        this(config, heapAfterCollection());
    }

    /** The last is asked for the bytes in use after a collection. */
    RunWatch(SimulationConfig config, LongSupplier heapAfterCollection) {
        this.config = config;
        this.heapAfterCollection = heapAfterCollection;
        this.nextReport = started + config.progressEvery().toNanos();
        this.nextHeapCheck = started;
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
            if (heapAfterCollection.getAsLong() > limits.heapBytes()) {
                return RunOutcome.Reason.HEAP_LIMIT;
            }
        }
        return null;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** What each pool of the heap held after its last collection; nothing for one that was not collected yet. */
    static LongSupplier heapAfterCollection() {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .toList();
        return () -> {
            long used = 0;
            for (MemoryPoolMXBean pool : pools) {
                MemoryUsage usage = pool.getCollectionUsage();
                used += usage == null ? 0 : usage.getUsed();
            }
            return used;
        };
    }
}
