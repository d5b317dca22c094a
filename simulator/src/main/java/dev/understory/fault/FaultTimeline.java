package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Stage;
import dev.understory.timeline.Agenda;
import dev.understory.timeline.FaultPort;
import dev.understory.timeline.NodeLives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Carries out the events of a scenario, keeps the record of what is wrong and since when, and lifts at the end whatever still
 * is. What the events do is their own matter.
 */
public final class FaultTimeline {
    private final Agenda agenda;
    private final FaultPort faults;
    private final NodeLives lives;
    private final Function<Selector, BitSet> choose;
    private final List<Incident> incidents = new ArrayList<>();
    /** By the order in which they began. */
    private final Map<Integer, Ongoing> ofNetwork = new LinkedHashMap<>();
    /** By node, and then by the order in which they began. */
    private final Map<Integer, Map<Integer, Ongoing>> ofNodes = new TreeMap<>();

    private final Map<Integer, Long> lastCame = new TreeMap<>();
    private final Set<Integer> effective = new HashSet<>();
    private List<Event> events = List.of();
    private int begun;

    private record Ongoing(int number, int event, Stage.Wrong wrong, long fromNanos) {}

    /** {@code choose} draws anew at each call where the selector says so. */
    public FaultTimeline(Agenda agenda, FaultPort faults, NodeLives lives, Function<Selector, BitSet> choose) {
        this.agenda = agenda;
        this.faults = faults;
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

    /** The events that came so far, and never affected anybody; one that lasts counts once it is over. */
    public List<Idle> idle() {
        Set<Integer> open = new HashSet<>(effective);
        ongoing().forEach(each -> open.add(each.event()));
        return lastCame.entrySet().stream()
                .filter(came -> !open.contains(came.getKey()))
                .map(came ->
                        new Idle(came.getKey(), events.get(came.getKey()).kind().word(), came.getValue()))
                .toList();
    }

    /** Ends all that is wrong with the network, and then with nodes: they find it whole when they start again. */
    public void liftAll() {
        List.copyOf(ofNetwork.values()).forEach(this::end);
        ongoing().toList().forEach(this::end);
    }

    /** All that was wrong so far, by beginning. */
    public List<Incident> incidents() {
        List<Incident> all = new ArrayList<>(incidents);
        ongoing().forEach(each -> all.add(incident(each)));
        all.sort(Comparator.comparingLong(Incident::fromNanos)
                .thenComparing(Incident::kind)
                .thenComparing(Incident::text));
        return all;
    }

    private void come(int number) {
        lastCame.put(number, agenda.now());
        if (events.get(number).happen(new Now(number))) {
            effective.add(number);
        }
    }

    private Stream<Ongoing> ongoing() {
        return Stream.concat(
                ofNetwork.values().stream(),
                ofNodes.values().stream().map(Map::values).flatMap(Collection::stream));
    }

    private Map<Integer, Ongoing> alike(Stage.Wrong wrong) {
        return wrong.node().isEmpty()
                ? ofNetwork
                : ofNodes.computeIfAbsent(wrong.node().getAsInt(), any -> new LinkedHashMap<>(2));
    }

    private void end(Ongoing ended) {
        if (alike(ended.wrong()).remove(ended.number()) == null) {
            return;
        }
        incidents.add(incident(ended));
        if (ended.wrong().lift().getAsBoolean()) {
            effective.add(ended.event());
        }
    }

    private boolean end(Map<Integer, Ongoing> of, Predicate<Stage.Wrong> which) {
        List<Ongoing> ending =
                of.values().stream().filter(each -> which.test(each.wrong())).toList();
        ending.forEach(this::end);
        return !ending.isEmpty();
    }

    private Incident incident(Ongoing each) {
        return new Incident(
                each.wrong().kind(),
                each.wrong().text(),
                each.wrong().node().isPresent(),
                each.fromNanos(),
                agenda.now());
    }

    /** What one event that comes can act on. */
    private final class Now implements Stage {
        private final int event;

        Now(int event) {
            this.event = event;
        }

        @Override
        public long now() {
            return agenda.now();
        }

        @Override
        public BitSet choose(Selector who) {
            return choose.apply(who);
        }

        @Override
        public NodeLives lives() {
            return lives;
        }

        @Override
        public FaultPort faults() {
            return faults;
        }

        @Override
        public void begin(Wrong wrong) {
            Ongoing begins = new Ongoing(begun++, event, wrong, agenda.now());
            alike(wrong).put(begins.number(), begins);
            wrong.length()
                    .ifPresent(
                            length -> agenda.at(agenda.now() + length.toNanos(), () -> FaultTimeline.this.end(begins)));
        }

        @Override
        public boolean end(Predicate<Wrong> which) {
            return FaultTimeline.this.end(ofNetwork, which);
        }

        @Override
        public boolean endOf(int node, Predicate<Wrong> which) {
            Map<Integer, Ongoing> of = ofNodes.get(node);
            return of != null && FaultTimeline.this.end(of, which);
        }
    }
}
