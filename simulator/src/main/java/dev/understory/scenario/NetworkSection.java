package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.scenario.NetworkSettings.Latency;
import dev.understory.scenario.NetworkSettings.Regions;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code network}. */
final class NetworkSection {
    private static final long MEGABIT = 1_000_000;
    private static final long KIB = 1024;

    private static final Key<Latency, Distribution> JITTER = Key.withDefault(
            "jitter",
            Distributions.of(Dimension.DURATION),
            Distribution.of(new Law.Gamma(2, 1_500_000)),
            Latency::jitter,
            "added to the delay of every segment");
    private static final Key<Latency, Duration> FLOOR = Key.withDefault(
            "floor",
            Quantities.duration(Duration.ofNanos(1000)),
            Duration.ofNanos(500_000),
            Latency::floor,
            "no delay between two nodes is smaller; the simulator's window");
    private static final MapShape<Latency> LATENCY_SHAPE =
            new MapShape<>("latency", List.of(JITTER, FLOOR), e -> new Latency(e.get(JITTER), e.get(FLOOR)));

    private static final Key<AccessSettings, Long> UP =
            Key.required("up", bandwidth(), AccessSettings::upBitsPerSecond, "from the node to the network");
    private static final Key<AccessSettings, Long> DOWN =
            Key.required("down", bandwidth(), AccessSettings::downBitsPerSecond, "from the network to the node");
    private static final Key<AccessSettings, Distribution> DELAY = Key.withDefault(
            "delay",
            Distributions.of(Dimension.DURATION),
            Distribution.constant(0),
            AccessSettings::delay,
            "one-way delay of this end, drawn once per node");
    private static final Key<AccessSettings, Long> QUEUE = Key.withDefault(
            "queue",
            Quantities.wholeUnits(Dimension.SIZE, 1500, 1L << 40),
            256 * KIB,
            AccessSettings::queueBytes,
            "what may wait in each direction before the writer is held back");
    private static final MapShape<AccessSettings> ACCESS_CLASS = new MapShape<>(
            "an access class",
            List.of(UP, DOWN, DELAY, QUEUE),
            e -> new AccessSettings(e.get(UP), e.get(DOWN), e.get(DELAY), e.get(QUEUE)));

    /** Shared so that the reader can tell a scenario without known regions from one that has none. */
    static final Key<NetworkSettings, Regions> REGIONS = Key.section(
                    "regions", RegionsShape.SHAPE, NetworkSettings::regions, "where nodes can be")
            .sharing();

    private static final Key<NetworkSettings, Latency> LATENCY =
            Key.section("latency", LATENCY_SHAPE, NetworkSettings::latency, "delay besides that between regions");
    private static final Key<NetworkSettings, Map<String, AccessSettings>> ACCESS = Key.withDefault(
            "access",
            access(),
            AccessSettings.builtin(),
            NetworkSettings::access,
            "last miles by name, besides the three that are always there");
    private static final Key<NetworkSettings, TransportSettings> TRANSPORT = Key.section(
            "transport",
            TransportShape.SHAPE,
            NetworkSettings::transport,
            "what connecting costs and what a loss means");

    static final MapShape<NetworkSettings> SHAPE = new MapShape<>(
            "network",
            List.of(REGIONS, LATENCY, ACCESS, TRANSPORT),
            e -> new NetworkSettings(e.get(REGIONS), e.get(LATENCY), e.get(ACCESS), e.get(TRANSPORT)));

    private NetworkSection() {}

    /** A scenario's own classes replace the builtin ones of the same name and stand beside the others. */
    private static Shape<Map<String, AccessSettings>> access() {
        return Shapes.mapOf("access", Shapes.declaredName(Names.ACCESS), ACCESS_CLASS)
                .map(
                        (own, source, reading) -> {
                            Map<String, AccessSettings> all = new LinkedHashMap<>(AccessSettings.builtin());
                            all.putAll(own);
                            return Collections.unmodifiableMap(all);
                        },
                        all -> all);
    }

    private static Shape<Long> bandwidth() {
        return Quantities.wholeUnits(Dimension.BANDWIDTH, 1000, 1_000_000 * MEGABIT);
    }
}
