package dev.understory.service;

import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.node.Service;
import dev.understory.workload.Schedule;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Who asks an {@link EchoService} when. Each time a link is dialled to a node chosen by chance, what is sent has to come back, and the
 * link is closed. What does not come back in time, or otherwise than it was sent, has failed.
 */
public final class EchoWorkload implements ServiceWorkload {
    /** Name of the time from a dial to the last byte that came back. */
    public static final String LATENCY = "echo.latency";

    /** Name of the success of a link: 1 if all came back in time, else 0. */
    public static final String COMPLETED = "echo.completed";

    /** Name of the counter of links that were begun: one that has no success yet has not come back by the end. */
    public static final String ASKED = "echo.asked";

    private final String asking;
    private final Settings settings;
    private final List<Schedule> schedules;

    /**
     * What an echo workload is.
     *
     * @param answering the nodes that may be asked
     * @param service what is asked of them
     * @param timeoutNanos how long it may take
     */
    public record Settings(String name, BitSet answering, String service, long timeoutNanos) {}

    /**
     * An echo workload.
     *
     * @param number among the echo workloads of the run
     * @param schedules when each node dials, and how much it sends; by the number of the node
     */
    public EchoWorkload(int number, Settings settings, List<Schedule> schedules, MeterSet meters, ServiceMeters known) {
        this.asking = "workload-" + number;
        this.settings = settings;
        this.schedules = schedules;
        known.put(asking, LATENCY, meters.durations(LATENCY, settings.name(), ""));
        known.put(
                asking,
                COMPLETED,
                meters.declare(COMPLETED, Meter.Kind.SAMPLES, Meter.Unit.COUNT, settings.name(), ""));
        known.put(asking, ASKED, meters.counter(ASKED, settings.name(), ""));
    }

    @Override
    public String asking() {
        return asking;
    }

    @Override
    public String service() {
        return settings.service();
    }

    @Override
    public Optional<Service> client(int node, IntFunction<Target> targets) {
        Schedule schedule = schedules.get(node);
        if (schedule.count() == 0) {
            return Optional.empty();
        }
        BitSet others = (BitSet) settings.answering().clone();
        others.clear(node);
        return Optional.of(
                new EchoClient(asking, schedule, others.stream().toArray(), targets, settings.timeoutNanos()));
    }
}
