package dev.understory.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run in virtual time. Machines are added and control work is asked for; {@link #runUntil} then makes time pass.
 *
 * <p>Time passes in conservative windows: each shard runs as far as nothing of another can reach it ({@link Lookahead}), all
 * at once; then they exchange what they have for each other. Inside such a round a shard has windows of its own, as long as
 * its nodes take to reach each other. Control work ({@link #at}) runs alone, between rounds, on the thread that made the
 * simulation, or on those of the shards ({@link #forEach}); all shards have then come to the time for which it was asked for,
 * and control work at a time comes before the events of that time. All methods but {@link #interrupt} belong to that thread.
 *
 * <p>With a limit of events all shards run the same windows, so that the limit is judged at the same moments for any number
 * of shards.
 */
public final class Simulation implements AutoCloseable {
    /**
     * Fewer events than this are not worth waking threads for: some 100 us of work, while the other thread is still spinning or
     * needs 50 to wake. (At 256 a quarter of all events of bft-fanout and churn-basic waited for each other in vain.) The
     * same goes for that many nodes.
     */
    private static final int SMALL = 32;

    private final SimulationConfig config;
    private final Thread thread = Thread.currentThread();
    private final Failures failures = new Failures();
    private final List<Shard> shards = new ArrayList<>();
    private final ShardThreads threads;
    private final List<SimNode> nodes = new ArrayList<>();
    private final ControlWork control = new ControlWork();
    private final RunWatch watch;
    private final Exchange exchange;
    private final boolean isLimited;
    /** By shard, when its next event is due, and how far it runs in this round. */
    private final long[] next;

    private final long[] ends;
    private Lookahead lookahead;
    private long now;
    private long controlSequence;
    private long lastRoundEvents;
    private long rounds;
    private long roundsTogether;
    private boolean stopRequested;
    private boolean closed;
    private volatile boolean interrupted;

    public Simulation(SimulationConfig config) {
        this.config = config;
        this.watch = new RunWatch(config);
        this.exchange = new Exchange(config.shards(), config.codec());
        this.next = new long[config.shards()];
        this.ends = new long[config.shards()];
        this.isLimited = config.limits().events() < Long.MAX_VALUE;
        this.lookahead = Lookahead.uniform(config.shards(), 1_000_000);
        ErrorCapture.install();
        for (int i = 0; i < config.shards(); i++) {
            shards.add(new Shard(i, exchange, failures));
        }
        this.threads = new ShardThreads(shards, thread);
        lookahead(lookahead);
    }

    public long seed() {
        return config.seed();
    }

    /** How many shards there are. */
    public int shards() {
        return shards.size();
    }

    /** True time, in nanoseconds since the start of the run. */
    public long now() {
        return now;
    }

    /** All machines, in order. */
    public List<SimNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** A random stream of the run itself, for a purpose outside any node. */
    public CounterStream stream(String purpose) {
        return CounterStream.of(config.seed(), EventKey.CONTROL, purpose);
    }

    /** Adds a machine to one shard after the other. */
    public SimNode addNode(String name) {
        return addNode(name, nodes.size() % shards.size());
    }

    /** Adds a machine; it is down until it is started. Names are for people and need not differ. */
    public SimNode addNode(String name, int toShard) {
        checkControl();
        int index = nodes.size();
        Shard shard = shards.get(toShard);
        SimNode node = new SimNode(this, shard, index, name);
        shard.adopt(node);
        nodes.add(node);
        return node;
    }

    /** Sets how long at least it takes a node to reach another; from the next round on. */
    public void lookahead(long nanos) {
        lookahead(Lookahead.uniform(shards.size(), nanos));
    }

    /** The same for each shard (first index) and each other, and within each; {@link Long#MAX_VALUE} is never. */
    public void lookahead(long[][] between) {
        lookahead(new Lookahead(between));
    }

    private void lookahead(Lookahead other) {
        checkControl();
        if (other.least() < 1) {
            throw new IllegalArgumentException("a lookahead is at least a nanosecond, not " + other.least());
        }
        lookahead = other;
        for (Shard shard : shards) {
            int i = shard.index();
            shard.lookahead(isLimited ? other.least() : other.within(i), other.from(i));
        }
    }

    /** How long at least it takes any node to reach another. */
    public long lookahead() {
        return lookahead.least();
    }

    /** Asks for control work at a time that is not past. */
    public void at(long time, Runnable work) {
        checkControl();
        if (time < now) {
            throw new SimulationException("control work is asked for at " + time + " ns, but it is " + now + " ns");
        }
        control.add(time, work);
    }

    /**
     * Does control work that touches one node and nothing of others, to each of the nodes: those of a shard in their order,
     * and all shards at once. What is thrown ends the run, as {@link #runUntil} then tells.
     *
     * @return what was thrown, or went wrong before; null if all is well
     */
    public @Nullable Throwable forEach(List<SimNode> some, Consumer<SimNode> work) {
        checkControl();
        @Nullable Runnable[] parts = new @Nullable Runnable[shards.size()];
        for (Shard shard : shards) {
            List<SimNode> own =
                    some.stream().filter(node -> node.shard() == shard).toList();
            if (!own.isEmpty()) {
                parts[shard.index()] = () -> failures.guard(() -> own.forEach(work));
            }
        }
        if (some.size() < SMALL) {
            ShardThreads.runInTurn(parts);
        } else {
            threads.run(parts);
        }
        return failures.first();
    }

    /** Posts an event to a node in the name of control work. */
    public void post(long time, SimNode to, EventTarget target, long data, @Nullable Object argument) {
        checkControl();
        to.shard().postFromControl(time, controlSequence++, to, target, data, argument);
    }

    /** Ends the run after the control work that calls this. */
    public void stop() {
        checkControl();
        stopRequested = true;
    }

    /** Ends the run once all shards have come to where the one is that is farthest ahead; from any thread. */
    public void interrupt() {
        interrupted = true;
    }

    /** Lets time pass: runs all control work up to and including {@code time}, and all events before it. */
    public RunOutcome runUntil(long time) {
        checkControl();
        if (time < now) {
            throw new SimulationException("time cannot go back from " + now + " to " + time + " ns");
        }
        stopRequested = false;
        long goal = time;
        RunOutcome.Reason reason = RunOutcome.Reason.REACHED;
        while (true) {
            Throwable broken = failures.first();
            if (broken != null) {
                return new RunOutcome(RunOutcome.Reason.FAILED, now, broken);
            }
            long nextEvent = nextEvent();
            long nextControl = control.nextTime();
            if (reason == RunOutcome.Reason.REACHED) {
                RunOutcome.Reason ending = ending();
                if (ending != null) {
                    // A run always ends where all shards have come to the same moment.
                    reason = ending;
                    goal = farthest();
                }
            }
            if (!stopRequested && nextControl <= nextEvent && nextControl <= goal) {
                advanceTo(nextControl);
                runControl();
            } else if (nextEvent >= goal) {
                advanceTo(goal);
                return new RunOutcome(reason, goal, null);
            } else {
                runRound(nextEvent, Math.min(nextControl, goal));
            }
        }
    }

    /** Events so far. */
    public long events() {
        long sum = 0;
        for (Shard shard : shards) {
            sum += shard.executed();
        }
        return sum;
    }

    /** Rounds so far: as often have all shards waited for each other. */
    public long rounds() {
        return rounds;
    }

    /** Rounds in which several threads worked at once; the others were too small for it. */
    public long roundsTogether() {
        return roundsTogether;
    }

    /** The hashes of all nodes, folded in node order: the run's fingerprint. */
    public long traceHash() {
        TraceHash fold = new TraceHash();
        for (SimNode node : nodes) {
            fold.fold(node.traceHash());
        }
        return fold.value();
    }

    /** What went wrong inside nodes, in an order that does not depend on shards. */
    public List<NodeFailure> nodeFailures() {
        List<NodeFailure> all = new ArrayList<>();
        shards.forEach(shard -> all.addAll(shard.failuresOfNodes()));
        all.sort(NodeFailure.ORDER);
        return all;
    }

    /** How many failures there were, including those that are not listed. */
    public long nodeFailureCount() {
        long sum = 0;
        for (Shard shard : shards) {
            sum += shard.nodeFailures().count();
        }
        return sum;
    }

    /**
     * Ends all threads and actor systems, all shards at once, also if the calling thread is interrupted.
     *
     * @throws SimulationException if that goes wrong in one of them; the others are closed all the same
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Failures broken = new Failures();
        // Pekko ends its work halfway on a thread that is interrupted.
        boolean isInterrupted = Thread.interrupted();
        threads.stop(broken);
        try {
            shards.getFirst().close();
        } catch (Throwable e) {
            broken.fail(e);
        }
        isInterrupted |= threads.awaitEnd();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable first = broken.first();
        if (first != null) {
            throw new SimulationException("a shard does not close: " + first, first);
        }
    }

    private void runControl() {
        try {
            while (control.nextTime() == now && !stopRequested) {
                control.take().run();
            }
        } catch (SimulationException broken) {
            failures.fail(broken);
        }
    }

    private RunOutcome.@Nullable Reason ending() {
        if (stopRequested) {
            return RunOutcome.Reason.STOPPED;
        }
        if (interrupted) {
            return RunOutcome.Reason.INTERRUPTED;
        }
        long pending = 0;
        for (Shard shard : shards) {
            pending += shard.pending();
        }
        return watch.check(now, events(), pending);
    }

    private void advanceTo(long time) {
        now = time;
        for (Shard shard : shards) {
            shard.advanceTo(time);
        }
    }

    /** When the next event is due anywhere; by then all shards have come there. */
    private long nextEvent() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < next.length; i++) {
            next[i] = Math.min(shards.get(i).nextTime(), exchange.minimumFor(i));
            earliest = Math.min(earliest, next[i]);
        }
        now = Math.max(now, Math.min(earliest, farthest()));
        return earliest;
    }

    /** Up to when the shard that is ahead of the others has run. */
    private long farthest() {
        long farthest = now;
        for (Shard shard : shards) {
            farthest = Math.max(farthest, shard.hasRunTo());
        }
        return farthest;
    }

    private void runRound(long start, long bound) {
        long before = events();
        long budget = config.limits().events() - before;
        int busy = 0;
        for (int i = 0; i < ends.length; i++) {
            // Windows end at whole lookaheads, where the stores' buckets end.
            long least = lookahead.least();
            long horizon = isLimited ? start - start % least + least : lookahead.horizon(i, next);
            ends[i] = Math.min(bound, horizon);
            busy += next[i] < ends[i] ? 1 : 0;
        }
        boolean together = busy > 1 && (lastRoundEvents >= SMALL || areSeveralBusy());
        exchange.flip();
        @Nullable Runnable[] parts = new @Nullable Runnable[ends.length];
        for (int i = 0; i < ends.length; i++) {
            Shard shard = shards.get(i);
            long end = ends[i];
            if (next[i] < end) {
                parts[i] = () -> shard.run(end, budget);
            } else {
                shard.acceptMail();
            }
        }
        if (together) {
            roundsTogether++;
            threads.run(parts);
        } else {
            ShardThreads.runInTurn(parts);
        }
        rounds++;
        lastRoundEvents = events() - before;
    }

    /** Whether two shards at least have much to do in this round, whatever was in the one before. */
    private boolean areSeveralBusy() {
        int several = 0;
        for (int i = 0; i < ends.length; i++) {
            several += exchange.waitingFor(i) >= SMALL || shards.get(i).hasBefore(ends[i], SMALL) ? 1 : 0;
        }
        return several > 1;
    }

    private void checkControl() {
        if (Thread.currentThread() != thread) {
            throw new ForeignThreadException("the simulation belongs to thread '" + thread.getName() + "', not to '"
                    + Thread.currentThread().getName() + "'");
        }
        if (closed) {
            throw new SimulationException("the simulation is closed");
        }
    }
}
