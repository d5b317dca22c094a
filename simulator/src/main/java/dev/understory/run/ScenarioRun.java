package dev.understory.run;

import dev.understory.check.CheckResult;
import dev.understory.check.Checklist;
import dev.understory.check.Reach;
import dev.understory.check.World;
import dev.understory.churn.ChurnTimeline;
import dev.understory.crypto.RandomStream;
import dev.understory.fault.FaultTimeline;
import dev.understory.measure.LifeRecorder;
import dev.understory.measure.Measurements;
import dev.understory.measure.Recorder;
import dev.understory.plan.Fleet;
import dev.understory.plan.Measuring;
import dev.understory.plan.Member;
import dev.understory.plan.Roster;
import dev.understory.plan.RunPlan;
import dev.understory.plan.SeededStreams;
import dev.understory.run.RunResult.Verdict;
import dev.understory.run.Testbed.Ending;
import dev.understory.run.Testbed.Reason;
import dev.understory.scenario.Checks;
import dev.understory.scenario.Churn;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.Selector;
import dev.understory.timeline.Agenda;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.NodeLives;
import dev.understory.workload.NodeMeters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Runs a plan on a testbed: starts the nodes, carries out churn and events, looks at the checks every
 * {@value #LOOK_MILLIS} ms of the run's time, after everything that happens to the network and at the edges of what they
 * look at, lifts all faults when the duration is over, drains, and judges. A first start that falls between two looks is the
 * node's own affair: where the testbed can, it happens without a halt of all others, and nobody looks at it specially.
 */
public final class ScenarioRun {
    /** How often checks look at the nodes; long runs look at most {@value #LOOKS} times. */
    public static final long LOOK_MILLIS = 100;

    private static final long LOOKS = 5_000;

    private final RunPlan plan;
    private final Scenario scenario;
    private final Testbed testbed;
    private final Fleet fleet;
    private final LongConsumer progress;
    private final Agenda agenda = new Agenda();
    private final Lives lives = new Lives();
    /** Those that are not due yet, the first in front. */
    private final Deque<Member> starts = new ArrayDeque<>();

    private final FaultTimeline faults;
    private final Measurements measurements;
    private final Checklist checklist;
    private final Gauges gauges;
    private final RandomStream anyChoices;
    private final List<ChurnTimeline> churn = new ArrayList<>();
    private final Map<String, OptionalDouble> settings = new LinkedHashMap<>();
    private final long endNanos;
    private final BitSet honest;
    private boolean somethingHappened;

    /** {@code progress} hears the time that was reached, now and then. */
    public ScenarioRun(RunPlan plan, Testbed testbed, LongConsumer progress) {
        this.plan = plan;
        this.scenario = plan.scenario();
        this.testbed = testbed;
        this.progress = progress;
        this.endNanos = scenario.run().duration().toNanos();
        this.anyChoices = new SeededStreams(plan.seed()).of("events.any");
        this.faults = new FaultTimeline(agenda, testbed, lives, this::chooseNow);
        this.honest = plan.roster().honest();
        this.fleet = testbed.fleet();
        Measuring measuring = plan.measuring();
        this.measurements = new Measurements(
                measuring.meters(),
                measuring.spans(),
                fleet.recorders(),
                plan.length().toNanos());
        World world = new World(measurements, groups(), this::setting);
        this.checklist = new Checklist(
                scenario.checks(), plan.subjects(), world, plan.roster()::choose, plan.roster()::labelled);
        this.gauges = new Gauges(plan, fleet.recorders());
        testbed.observe(this::reports);
    }

    /** Runs to the end, or until something ends it. */
    public RunResult run() {
        return run(OptionalLong.empty());
    }

    /** Runs up to a time, if one is given and it is before the end. */
    public RunResult run(OptionalLong until) {
        scheduleStarts();
        faults.schedule(scenario.events(), endNanos);
        agenda.at(endNanos, faults::liftAll);
        scheduleLooks();
        long whole = plan.length().toNanos();
        long length = Math.min(whole, until.orElse(whole));
        long step = Math.max(LOOK_MILLIS * 1_000_000, whole / LOOKS);
        Ending ending = Ending.REACHED;
        long now = 0;
        long nextLook = 0;
        while (true) {
            somethingHappened = false;
            Ending started = startThoseDue(now);
            if (started.reason() == Reason.REACHED) {
                agenda.runUntil(now);
            } else {
                ending = started;
            }
            if (somethingHappened || now >= nextLook || now == length) {
                checklist.look(now);
                gauges.sample(now);
                nextLook = now - now % step + step;
            }
            if (now == length || ending.reason() != Reason.REACHED) {
                break;
            }
            long next = startBefore(Math.min(length, Math.min(agenda.next(), nextLook)));
            ending = testbed.runUntil(next, progress);
            now = ending.reason() == Reason.REACHED ? next : Math.min(next, testbed.now());
        }
        boolean isCut = ending.reason() == Reason.REACHED && length < whole;
        return result(isCut ? new Ending(Reason.CUT, "stopped before the end, as asked") : ending, now);
    }

    private RunResult result(Ending ending, long now) {
        Failures failures = Failures.of(plan.roster(), fleet, testbed.failures());
        List<CheckResult> checks =
                new ArrayList<>(checklist.results(new Reach(now, ending.reason() == Reason.REACHED)));
        checks.addAll(RunChecks.of(
                ending, now, failures, scenario.events(), faults.idle(), churn, AttackCost.of(scenario, measurements)));
        return new RunResult(
                plan,
                testbed.name(),
                verdict(checks, ending),
                ending,
                now,
                testbed.traceHash(),
                testbed.events(),
                checks,
                faults.incidents(),
                measurements,
                gauges.series(),
                failures);
    }

    /** Where the life of a node that begins now reports to. */
    private EventRecorder reports(int node) {
        LifeRecorder life = fleet.recorder(node).inLife();
        NodeMeters meters = plan.measuring().nodes();
        return new EventRecorder(
                life,
                new PeerRecorder(life, meters, plan.roster().directory(), honest, testbed::nodeAt),
                plan.measuring().events(),
                meters,
                plan.workloads().serviceMeters(),
                testbed.clock(node));
    }

    /** Silence is no success: a run passes if it came to its end, was asked something, and each answer was yes. */
    private static Verdict verdict(List<CheckResult> checks, Ending ending) {
        if (checks.stream().anyMatch(check -> check.status() == CheckResult.Status.BROKEN)) {
            return Verdict.FAIL;
        }
        boolean allHeld =
                !checks.isEmpty() && checks.stream().allMatch(check -> check.status() == CheckResult.Status.HELD);
        return allHeld && ending.reason() == Reason.REACHED ? Verdict.PASS : Verdict.INCONCLUSIVE;
    }

    private void scheduleStarts() {
        BitSet churning = new BitSet();
        for (Churn each : scenario.churn()) {
            ChurnTimeline timeline = new ChurnTimeline(each, scenario.spans(each.during()), endNanos, agenda, lives);
            churn.add(timeline);
            BitSet taken = plan.roster().choose(each.who());
            taken.andNot(churning);
            churning.or(taken);
            taken.stream()
                    .forEach(node -> timeline.take(
                            node,
                            plan.roster().member(node).startNanos(),
                            new SeededStreams(plan.seed()).of("churn." + each.name(), node)));
        }
        plan.roster().members().stream()
                .filter(member -> !churning.get(member.index()))
                .sorted(Comparator.comparingLong(Member::startNanos))
                .forEach(starts::add);
    }

    private Ending startThoseDue(long now) {
        List<Integer> due = new ArrayList<>();
        while (!starts.isEmpty() && starts.getFirst().startNanos() <= now) {
            due.add(starts.removeFirst().index());
        }
        if (due.isEmpty()) {
            return Ending.REACHED;
        }
        somethingHappened = true;
        return testbed.startEach(due, node -> lives.startAt(node, now));
    }

    /** Leaves the starts before a time to the testbed; answers when it has to halt, which is earlier if it takes none. */
    private long startBefore(long next) {
        while (!starts.isEmpty() && starts.getFirst().startNanos() < next) {
            int node = starts.getFirst().index();
            long at = starts.getFirst().startNanos();
            if (!testbed.startLater(node, at, () -> lives.startAt(node, at))) {
                return at;
            }
            starts.removeFirst();
        }
        return next;
    }

    /** A phase or a window that is shorter than the time between two looks is looked at all the same. */
    private void scheduleLooks() {
        Checks checks = scenario.checks();
        for (Checks.Eventually eventually : checks.eventually()) {
            lookAt(eventually.from());
            lookAt(eventually.from().plus(eventually.within()));
        }
        for (List<Checks.Invariant> invariants : List.of(checks.always(), checks.never())) {
            for (Checks.Invariant invariant : invariants) {
                scenario.spans(invariant.during()).forEach(phase -> lookAt(phase.start()));
            }
        }
    }

    private void lookAt(Duration moment) {
        agenda.at(moment.toNanos(), () -> somethingHappened = true);
    }

    /** The nodes that a selector means just now: {@code any} is drawn anew. */
    private BitSet chooseNow(Selector selector) {
        somethingHappened = true;
        BitSet chosen = plan.roster().choose(selector);
        if (selector.pick() instanceof Selector.Pick.Any && !chosen.isEmpty()) {
            int[] candidates = Roster.numbers(chosen);
            chosen.clear();
            chosen.set(candidates[anyChoices.nextInt(candidates.length)]);
        }
        return chosen;
    }

    private Map<String, BitSet> groups() {
        Map<String, BitSet> groups = new LinkedHashMap<>();
        scenario.nodes().forEach(group -> groups.put(group.name(), plan.roster().group(group.name())));
        return groups;
    }

    private OptionalDouble setting(String key, int node) {
        return settings.computeIfAbsent(
                plan.roster().member(node).group().name() + ' ' + key,
                any -> plan.roster().member(node).group().setting(key));
    }

    /** Starts and stops nodes on the testbed, and keeps the record of it. */
    private final class Lives implements NodeLives {
        @Override
        public boolean isUp(int node) {
            return recorder(node).isUp();
        }

        @Override
        public boolean wasUp(int node, long fromNanos, long untilNanos) {
            return recorder(node).wasUp(fromNanos, untilNanos);
        }

        @Override
        public void start(int node) {
            if (isUp(node)) {
                return;
            }
            somethingHappened = true;
            startAt(node, agenda.now());
        }

        /** Also called on the thread of the node: touches nothing but what is the node's. */
        void startAt(int node, long nanos) {
            Recorder recorder = recorder(node);
            if (recorder.isUp()) {
                return;
            }
            if (recorder.wasUp()) {
                recorder.shift(plan.measuring().events().restarts, 1);
            }
            recorder.up(nanos);
            testbed.start(node);
        }

        @Override
        public void stop(int node, Leaving how) {
            if (isUp(node)) {
                somethingHappened = true;
                plan.measuring().nodes().abandon(recorder(node), agenda.now());
                testbed.stop(node, how);
                recorder(node).down(agenda.now());
                plan.measuring().nodes().reset(recorder(node));
            }
        }

        @Override
        public void loseDisk(int node) {
            testbed.loseDisk(node);
            fleet.wipe(node);
        }

        private Recorder recorder(int node) {
            return fleet.recorder(node);
        }
    }
}
