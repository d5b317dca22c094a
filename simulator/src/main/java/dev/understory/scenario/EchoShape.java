package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.scenario.Workload.Echo;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.List;

/** A workload of kind {@code echo}. */
final class EchoShape {
    private static final Key<Echo, Selector> FROM = Key.withDefault(
            "from", Selectors.SOURCE, Selectors.ANY_NODE, Echo::from, "who asks; any one of them by default");
    private static final Key<Echo, Selector> TO = Key.withDefault(
            "to", Selectors.SET, Selector.EVERYONE, Echo::to, "who is asked: a random other node among these");
    private static final Key<Echo, String> SERVICE = Key.withDefault(
            "service",
            ServicesShape.serviceName(),
            ServicesShape.ECHO,
            Echo::service,
            "the name of the service that is asked");
    private static final Key<Echo, Distribution> SIZE = Key.withDefault(
            "size",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(1024),
            Echo::size,
            "what is sent and has to come back");
    private static final Key<Echo, Duration> TIMEOUT = Key.withDefault(
            "timeout",
            Quantities.positiveDuration(),
            Duration.ofSeconds(10),
            Echo::timeout,
            "after which it counts as failed");
    private static final Key<Echo, Long> COUNT =
            Key.optional("count", Shapes.whole(1, 1_000_000_000), e -> RunSection.orNull(e.count()), "links at most");
    private static final Paces<Echo> PACE = new Paces<>(Echo::pace);

    static final MapShape<Echo> SHAPE = new MapShape<>(
            "a workload of kind echo",
            List.of(
                    WorkloadSection.NAME,
                    FROM,
                    TO,
                    SERVICE,
                    PACE.every(),
                    PACE.rate(),
                    SIZE,
                    TIMEOUT,
                    COUNT,
                    WorkloadSection.DURING),
            EchoShape::build);

    private EchoShape() {}

    private static Echo build(Entries e) {
        MessageSizes.check(e, SIZE, Echo.LARGEST, "a link carries at most %s");
        return new Echo(
                e.get(WorkloadSection.NAME),
                e.get(FROM),
                e.get(TO),
                e.get(SERVICE),
                PACE.build(e),
                e.get(SIZE),
                e.get(TIMEOUT),
                RunSection.orEmpty(e.find(COUNT)),
                e.get(WorkloadSection.DURING));
    }
}
