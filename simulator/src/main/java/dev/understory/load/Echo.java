package dev.understory.load;

import dev.understory.law.Distribution;
import dev.understory.scenario.Acting;
import dev.understory.scenario.ActingKeys;
import dev.understory.scenario.Distributions;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Loading;
import dev.understory.scenario.MessageSizes;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.ServicesShape;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.service.EchoWorkload;
import dev.understory.workload.Schedule;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * Links to a service of kind echo, one for each time: what is sent on it has to come back.
 *
 * @param acting who asks, and when
 * @param to who is asked: a random other node among these
 * @param service the name of the service on the nodes that are asked
 * @param size bytes that are sent
 * @param timeout from the dial to the last byte; after that it counts as failed
 */
public record Echo(String name, Acting acting, Selector to, String service, Distribution size, Duration timeout)
        implements Workload {
    /** The most bytes that are sent on one link. */
    private static final long LARGEST = 64L << 20;

    private static final Key<Echo, Selector> TO = Key.withDefault(
            "to",
            Selectors.SET,
            Selector.EVERYONE,
            Echo::to,
            "who is asked: a random other node among these that runs the service");
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
            "what is sent and has to come back, a distribution, up to 64MiB");
    private static final Key<Echo, Duration> TIMEOUT = Key.withDefault(
            "timeout",
            Quantities.positiveDuration(),
            Duration.ofSeconds(10),
            Echo::timeout,
            "from the dial to the last byte; after that it has failed. So has one that begins while 1,024 of this"
                    + " workload on its node are under way");
    private static final ActingKeys<Echo> ACTS =
            new ActingKeys<>(Echo::acting, "who asks; any one of them by default", "links at most");

    /** How scenarios write it. */
    public static final WorkloadKind<Echo> KIND = new WorkloadKind<>(
            "echo",
            Echo.class,
            List.of(
                    WorkloadKind.NAME,
                    ACTS.from(),
                    TO,
                    SERVICE,
                    ACTS.every(),
                    ACTS.rate(),
                    SIZE,
                    TIMEOUT,
                    ACTS.count(),
                    WorkloadKind.DURING),
            Echo::read,
            """
            links to a [service](#services) of kind `echo`. Each time one is dialled, whether the nodes are peers or not, and closed when
            all that was sent on it has come back.""",
            Echo::example);

    private static Echo read(Entries e) {
        MessageSizes.check(e, SIZE, LARGEST, "a link carries at most %s");
        return new Echo(e.get(WorkloadKind.NAME), ACTS.read(e), e.get(TO), e.get(SERVICE), e.get(SIZE), e.get(TIMEOUT));
    }

    private static Echo example(Draw draw) {
        return new Echo(
                draw.name(),
                Acting.example(draw),
                draw.once(),
                draw.oneOf(new String[] {ServicesShape.ECHO, "echo-2"}),
                draw.size(),
                draw.time());
    }

    @Override
    public WorkloadKind<Echo> kind() {
        return KIND;
    }

    @Override
    public List<String> during() {
        return acting.during();
    }

    @Override
    public List<Whom> whom() {
        return List.of(acting.whom(), Whom.any(TO.name(), to));
    }

    @Override
    public void plan(Loading run) {
        List<Schedule> schedules = run.schedules(acting, size.atMost(LARGEST));
        BitSet answering = run.choose(to);
        for (int node : answering.stream().toArray()) {
            answering.set(node, run.group(node).service(service).isPresent());
        }
        if (answering.isEmpty() && run.fitsSomebody(to)) {
            run.problem(SERVICE.name(), "none of these nodes runs a service '" + service + "'");
        }
        EchoWorkload.Settings settings = new EchoWorkload.Settings(name, answering, service, timeout.toNanos());
        run.ask(number -> new EchoWorkload(number, settings, schedules, run.meters(), run.serviceMeters()));
    }
}
