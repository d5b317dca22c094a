package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.Selector;
import dev.understory.timeline.Agenda;
import dev.understory.timeline.NodeLives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Carries out the events of a scenario, and lifts at the end whatever is still wrong. */
public final class FaultTimeline {
    private final Agenda agenda;
    private final FaultPort network;
    private final NodeLives lives;
    private final Function<Selector, BitSet> choose;
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<Integer, Ongoing> partitions = new LinkedHashMap<>();
    private final Map<Integer, Long> crashed = new TreeMap<>();
    private int nextPartition;

    private record Ongoing(String name, String text, long fromNanos, Runnable heal) {}

    /** {@code choose} draws anew at each call where the selector says so. */
    public FaultTimeline(Agenda agenda, FaultPort network, NodeLives lives, Function<Selector, BitSet> choose) {
        this.agenda = agenda;
        this.network = network;
        this.lives = lives;
        this.choose = choose;
    }

    /** Puts all events that begin before the end on the agenda. */
    public void schedule(List<Event> events, long endNanos) {
        Duration end = Duration.ofNanos(endNanos);
        for (Event event : events) {
            Event.Schedule schedule = event.schedule();
            // Much later moments could not even be told in nanoseconds.
            for (int i = 0; i < schedule.times() && schedule.moment(i).compareTo(end) < 0; i++) {
                agenda.at(schedule.moment(i).toNanos(), () -> carryOut(event));
            }
        }
    }

    /** Ends every partition and starts every node that an event crashed. */
    public void liftAll() {
        List.copyOf(partitions.keySet()).forEach(this::heal);
        List.copyOf(crashed.keySet()).forEach(this::restart);
    }

    /** All that was wrong so far, by beginning. */
    public List<Incident> incidents() {
        List<Incident> all = new ArrayList<>(incidents);
        partitions
                .values()
                .forEach(each -> all.add(new Incident("partition", each.text(), each.fromNanos(), agenda.now())));
        all.sort(Comparator.comparingLong(Incident::fromNanos)
                .thenComparing(Incident::kind)
                .thenComparing(Incident::text));
        return all;
    }

    private void carryOut(Event event) {
        switch (event) {
            case Event.Partition partition -> partition(partition);
            case Event.Heal heal ->
                List.copyOf(partitions.entrySet()).stream()
                        .filter(each -> each.getValue().name().equals(heal.partition()))
                        .forEach(each -> heal(each.getKey()));
            case Event.HealAll all -> List.copyOf(partitions.keySet()).forEach(this::heal);
            case Event.Crash crash -> crash(crash);
            case Event.Restart restart -> choose.apply(restart.who()).stream().forEach(this::restart);
        }
    }

    private void partition(Event.Partition partition) {
        List<BitSet> sides = new ArrayList<>();
        BitSet taken = new BitSet();
        for (Selector selector : partition.sides()) {
            BitSet side = choose.apply(selector);
            side.andNot(taken);
            taken.or(side);
            sides.add(side);
        }
        String sizes = String.join(
                partition.way() == Event.Way.BOTH ? " | " : " > ",
                sides.stream().map(side -> Integer.toString(side.cardinality())).toList());
        int number = nextPartition++;
        Runnable heal = network.partition(sides, partition.way() == Event.Way.A_TO_B);
        partitions.put(number, new Ongoing(partition.name(), "partition " + sizes, agenda.now(), heal));
        partition.duration().ifPresent(length -> agenda.at(agenda.now() + length.toNanos(), () -> heal(number)));
    }

    private void heal(int number) {
        Ongoing partition = partitions.remove(number);
        if (partition != null) {
            partition.heal().run();
            incidents.add(new Incident("partition", partition.text(), partition.fromNanos(), agenda.now()));
        }
    }

    private void crash(Event.Crash crash) {
        choose.apply(crash.who()).stream().filter(lives::isUp).forEach(node -> {
            lives.stop(node, false);
            if (crash.disk() == Event.Disk.LOSE) {
                lives.loseDisk(node);
            }
            long since = agenda.now();
            crashed.put(node, since);
            crash.restartAfter().ifPresent(after -> agenda.at(since + after.toNanos(), () -> restart(node, since)));
        });
    }

    /** Unless the node was started meanwhile, and perhaps crashed again: that crash has an end of its own. */
    private void restart(int node, long since) {
        Long down = crashed.get(node);
        if (down != null && down == since) {
            restart(node);
        }
    }

    private void restart(int node) {
        Long since = crashed.remove(node);
        if (since != null) {
            incidents.add(new Incident("crash", "node " + node + " down", since, agenda.now()));
        }
        lives.start(node);
    }
}
