package dev.understory.engine;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a simulation runs; only {@code seed} can change what happens in it.
 *
 * @param seed the root of all randomness
 * @param shards threads, and parts of the network; 1 to 64
 * @param limits when to give up
 * @param progressEvery wall time between two reports of progress
 * @param progress hears of progress, on the simulation's thread
 * @param codec if there is one, every event from one machine to another is turned into bytes and back on its way: slow, and
 *     a proof that nothing but data crosses
 */
public record SimulationConfig(
        long seed,
        int shards,
        Limits limits,
        Duration progressEvery,
        Consumer<Progress> progress,
        @Nullable MailCodec codec) {
    public SimulationConfig {
        if (shards < 1 || shards > 64) {
            throw new IllegalArgumentException("a simulation has 1 to 64 shards, not " + shards);
        }
    }

    /** Without limits or reports. */
    public static SimulationConfig of(long seed, int shards) {
        return new SimulationConfig(seed, shards, Limits.NONE, Duration.ofMillis(250), ignored -> {}, null);
    }

    public SimulationConfig withLimits(Limits newLimits) {
        return new SimulationConfig(seed, shards, newLimits, progressEvery, progress, codec);
    }

    public SimulationConfig withProgress(Duration every, Consumer<Progress> listener) {
        return new SimulationConfig(seed, shards, limits, every, listener, codec);
    }

    public SimulationConfig withCodec(MailCodec mail) {
        return new SimulationConfig(seed, shards, limits, progressEvery, progress, mail);
    }

    /**
     * When to give up. A run that gives up has no verdict.
     *
     * @param wall real time since the simulation was made
     * @param events events in total; judged where a window ends, so it may be overshot by one, by the same for any number of
     *     shards
     * @param heapBytes memory in use after a collection
     */
    public record Limits(Duration wall, long events, long heapBytes) {
        /** Never gives up. */
        public static final Limits NONE = new Limits(Duration.ofDays(10_000), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * How far a run is.
     *
     * @param virtualNanos true time in the simulation
     * @param events events so far
     * @param pending events that wait
     * @param wall real time since the simulation was made
     */
    public record Progress(long virtualNanos, long events, long pending, Duration wall) {}
}
