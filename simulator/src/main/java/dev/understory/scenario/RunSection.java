package dev.understory.scenario;

import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.RunSettings.Limits;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The section {@code run}. */
final class RunSection {
    private static final Key<Limits, Duration> WALL =
            Key.withDefault("wall", Quantities.positiveDuration(), Duration.ofHours(1), Limits::wall, "real time");
    private static final Key<Limits, Long> HEAP = Key.optional(
            "heap",
            Quantities.wholeUnits(Dimension.SIZE, 1, Long.MAX_VALUE),
            limits -> orNull(limits.heapBytes()),
            "memory of the process");
    private static final Key<Limits, Long> EVENTS = Key.optional(
            "events", Shapes.whole(1, Long.MAX_VALUE), limits -> orNull(limits.events()), "simulated events");

    private static final MapShape<Limits> LIMITS_SHAPE = new MapShape<>(
            "limits",
            List.of(WALL, HEAP, EVENTS),
            e -> new Limits(e.get(WALL), orEmpty(e.find(HEAP)), orEmpty(e.find(EVENTS))));

    private static final Key<RunSettings, Long> SEED = Key.withDefault(
            "seed",
            Shapes.whole(0, Long.MAX_VALUE),
            1L,
            RunSettings::seed,
            "the root seed; every random stream of the run comes from it");
    static final Key<RunSettings, Duration> DURATION = Key.withDefault(
                    "duration",
                    Quantities.positiveDuration(),
                    Duration.ofSeconds(60),
                    RunSettings::duration,
                    "how long load, churn and events go on")
            .sharing();
    static final Key<RunSettings, Duration> WARMUP = Key.withDefault(
                    "warmup",
                    Quantities.duration(),
                    Duration.ZERO,
                    RunSettings::warmup,
                    "the first part, which service levels ignore and invariants do not")
            .sharing();
    static final Key<RunSettings, Duration> DRAIN = Key.withDefault(
                    "drain",
                    Quantities.duration(),
                    Duration.ofSeconds(10),
                    RunSettings::drain,
                    "time after the duration, all faults lifted and no new load, in which 'eventually' may come true")
            .sharing();
    private static final Key<RunSettings, Limits> LIMITS =
            Key.section("limits", LIMITS_SHAPE, RunSettings::limits, "reaching one ends the run without a verdict");
    private static final Key<RunSettings, CryptoMode> CRYPTO = Key.withDefault(
            "crypto",
            Shapes.constant("crypto mode", CryptoMode.class),
            CryptoMode.MODELLED,
            RunSettings::crypto,
            "modelled keeps every length and delay and skips the arithmetic; over tcp it is always real");

    static final MapShape<RunSettings> SHAPE =
            new MapShape<>("run", List.of(SEED, DURATION, WARMUP, DRAIN, LIMITS, CRYPTO), e -> {
                if (e.get(WARMUP).compareTo(e.get(DURATION)) >= 0) {
                    e.problem(WARMUP, "the warm-up has to be shorter than the duration");
                }
                return new RunSettings(
                        e.get(SEED), e.get(DURATION), e.get(WARMUP), e.get(DRAIN), e.get(LIMITS), e.get(CRYPTO));
            });

    private RunSection() {}

    static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static OptionalLong orEmpty(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
