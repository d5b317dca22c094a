package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.Selector;
import dev.understory.timeline.Agenda;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.NodeLives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Carries out the events of a scenario, and lifts at the end whatever is still wrong. */
public final class FaultTimeline {
    private final Agenda agenda;
    private final FaultPort network;
    private final NodeLives lives;
    private final Function<Selector, BitSet> choose;
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<Integer, Ongoing> partitions = new LinkedHashMap<>();
    private final Map<Integer, Stop> stopped = new TreeMap<>();
    private final Map<Integer, Long> lastCame = new TreeMap<>();
    private final Set<Integer> effective = new HashSet<>();
    private List<Event> events = List.of();
    private int nextPartition;

    private record Ongoing(int event, String name, String text, long fromNanos, List<BitSet> sides, Runnable heal) {}

    private record Stop(Leaving how, long sinceNanos) {}

    /** {@code choose} draws anew at each call where the selector says so. */
    public FaultTimeline(Agenda agenda, FaultPort network, NodeLives lives, Function<Selector, BitSet> choose) {
        this.agenda = agenda;
        this.network = network;
        this.lives = lives;
        this.choose = choose;
    }

    /** Puts all events that begin before the end on the agenda. */
    public void schedule(List<Event> ofScenario, long endNanos) {
        events = List.copyOf(ofScenario);
        Duration end = Duration.ofNanos(endNanos);
        for (int i = 0; i < events.size(); i++) {
            int number = i;
            Event.Schedule schedule = events.get(i).schedule();
            // Much later moments could not even be told in nanoseconds.
            for (int time = 0; time < schedule.times() && schedule.moment(time).compareTo(end) < 0; time++) {
                agenda.at(schedule.moment(time).toNanos(), () -> come(number));
            }
        }
    }

    /** The events that came so far, and never affected anybody; a partition counts once it is over. */
    public List<Idle> idle() {
        Set<Integer> open = new HashSet<>(effective);
        partitions.values().forEach(each -> open.add(each.event()));
        return lastCame.entrySet().stream()
                .filter(came -> !open.contains(came.getKey()))
                .map(came -> new Idle(came.getKey(), kind(events.get(came.getKey())), came.getValue()))
                .toList();
    }

    private void come(int number) {
        lastCame.put(number, agenda.now());
        if (carryOut(number, events.get(number))) {
            effective.add(number);
        }
    }

    /** Ends every partition and starts every node that an event stopped. */
    public void liftAll() {
        List.copyOf(partitions.keySet()).forEach(this::heal);
        List.copyOf(stopped.keySet()).forEach(this::restart);
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

    /** Whether it is known to have changed anything; of a partition that is known when it ends. */
    private boolean carryOut(int number, Event event) {
        return switch (event) {
            case Event.Partition partition -> {
                partition(number, partition);
                yield false;
            }
            case Event.Heal heal -> healAll(heal.partition()::equals);
            case Event.HealAll all -> healAll(name -> true);
            case Event.Crash crash -> stop(crash.who(), Leaving.CRASH, crash.disk(), crash.restartAfter());
            case Event.PowerLoss loss -> stop(loss.who(), Leaving.POWER_LOSS, loss.disk(), loss.restartAfter());
            case Event.Restart restart -> restart(restart);
        };
    }

    private static String kind(Event event) {
        return switch (event) {
            case Event.Partition partition -> "partition";
            case Event.Heal heal -> "heal";
            case Event.HealAll all -> "heal-all";
            case Event.Crash crash -> "crash";
            case Event.PowerLoss loss -> "power-loss";
            case Event.Restart restart -> "restart";
        };
    }

    private boolean healAll(Predicate<String> names) {
        List<Integer> ending = partitions.entrySet().stream()
                .filter(each -> names.test(each.getValue().name()))
                .map(Map.Entry::getKey)
                .toList();
        ending.forEach(this::heal);
        return !ending.isEmpty();
    }

    private boolean restart(Event.Restart restart) {
        BitSet chosen = choose.apply(restart.who());
        boolean anyDown = chosen.stream().anyMatch(node -> !lives.isUp(node));
        chosen.stream().forEach(this::restart);
        return anyDown;
    }

    private void partition(int event, Event.Partition partition) {
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
        partitions.put(number, new Ongoing(event, partition.name(), "partition " + sizes, agenda.now(), sides, heal));
        partition.duration().ifPresent(length -> agenda.at(agenda.now() + length.toNanos(), () -> heal(number)));
    }

    private void heal(int number) {
        Ongoing partition = partitions.remove(number);
        if (partition != null) {
            partition.heal().run();
            if (separated(partition)) {
                effective.add(partition.event());
            }
            incidents.add(new Incident("partition", partition.text(), partition.fromNanos(), agenda.now()));
        }
    }

    /** Whether somebody was up on two of its sides at least. */
    private boolean separated(Ongoing partition) {
        return partition.sides().stream()
                        .filter(side ->
                                side.stream().anyMatch(node -> lives.wasUp(node, partition.fromNanos(), agenda.now())))
                        .count()
                >= 2;
    }

    /** Whether anybody was up. */
    private boolean stop(Selector who, Leaving how, Event.Disk disk, Optional<Duration> restartAfter) {
        int[] up = choose.apply(who).stream().filter(lives::isUp).toArray();
        for (int node : up) {
            lives.stop(node, how);
            if (disk == Event.Disk.LOSE) {
                lives.loseDisk(node);
            }
            long since = agenda.now();
            stopped.put(node, new Stop(how, since));
            restartAfter.ifPresent(after -> agenda.at(since + after.toNanos(), () -> restart(node, since)));
        }
        return up.length > 0;
    }

    /** Unless the node was started meanwhile, and perhaps crashed again: that crash has an end of its own. */
    private void restart(int node, long since) {
        Stop stop = stopped.get(node);
        if (stop != null && stop.sinceNanos() == since) {
            restart(node);
        }
    }

    private void restart(int node) {
        Stop stop = stopped.remove(node);
        if (stop != null) {
            String kind = stop.how() == Leaving.CRASH ? "crash" : "power-loss";
            incidents.add(new Incident(kind, "node " + node + " down", stop.sinceNanos(), agenda.now()));
        }
        lives.start(node);
    }
}
