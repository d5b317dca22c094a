package dev.understory.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run in virtual time. Machines are added and control work is asked for; {@link #runUntil} then makes time pass.
 *
 * <p>Time passes in conservative windows: all shards run [t, t + lookahead) at once, exchange what they have for each
 * other, and skip to the next event. Control work ({@link #at}) runs alone, between windows, on the thread that made the
 * simulation; windows end where control work is due, and control work at a time comes before the events of that time.
 * All methods but {@link #interrupt} belong to that thread.
 */
public final class Simulation implements AutoCloseable {
    /** A window with fewer events than this is not worth waking threads for. */
    private static final long SMALL_WINDOW = 256;

    private final SimulationConfig config;
    private final Thread thread = Thread.currentThread();
    private final Failures failures = new Failures();
    private final List<Shard> shards = new ArrayList<>();
    private final List<ShardThread> threads = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final ControlWork control = new ControlWork();
    private final RunWatch watch;
    private final Exchange exchange;
    private final boolean[] taking;
    private long now;
    private long lookahead = 1_000_000;
    private long controlSequence;
    private long lastWindowEvents;
    private long windows;
    private long windowsTogether;
    private boolean stopRequested;
    private boolean closed;
    private volatile boolean interrupted;

    public Simulation(SimulationConfig config) {
        this.config = config;
        this.watch = new RunWatch(config);
        this.exchange = new Exchange(config.shards(), config.codec());
        this.taking = new boolean[config.shards()];
        ErrorCapture.install();
        boolean spin = Runtime.getRuntime().availableProcessors() >= config.shards();
        for (int i = 0; i < config.shards(); i++) {
            Shard shard = new Shard(i, exchange, failures);
            shards.add(shard);
            if (i > 0) {
                threads.add(new ShardThread(shard, thread, spin));
            }
        }
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

    /** Adds a machine; it is down until it is started. Names are for people and need not differ. */
    public SimNode addNode(String name) {
        checkControl();
        int index = nodes.size();
        Shard shard = shards.get(index % shards.size());
        SimNode node = new SimNode(this, shard, index, name);
        shard.adopt(node);
        nodes.add(node);
        return node;
    }

    /**
     * Sets how long at least it takes a node to reach another; from the next window on. It must not change the trace,
     * only how much can run at once.
     */
    public void lookahead(long nanos) {
        checkControl();
        if (nanos < 1) {
            throw new IllegalArgumentException("a lookahead is at least a nanosecond, not " + nanos);
        }
        if (nanos != lookahead) {
            lookahead = nanos;
            shards.forEach(shard -> shard.widthOfBuckets(nanos));
        }
    }

    public long lookahead() {
        return lookahead;
    }

    /** Asks for control work at a time that is not past. */
    public void at(long time, Runnable work) {
        checkControl();
        if (time < now) {
            throw new SimulationException("control work is asked for at " + time + " ns, but it is " + now + " ns");
        }
        control.add(time, work);
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

    /** Ends the run at the next window edge; from any thread. */
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
        while (true) {
            RunOutcome over = check();
            if (over != null) {
                return over;
            }
            long nextEvent = nextEvent();
            long nextControl = control.nextTime();
            if (nextControl <= nextEvent && nextControl <= time) {
                advanceTo(nextControl);
                runControl();
            } else if (nextEvent >= time) {
                advanceTo(time);
                return new RunOutcome(RunOutcome.Reason.REACHED, time, null);
            } else {
                // Windows end at whole lookaheads, where the store's buckets end.
                long edge = nextEvent - nextEvent % lookahead + lookahead;
                runWindow(nextEvent, Math.min(edge, Math.min(nextControl, time)));
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

    /** Windows so far. */
    public long windows() {
        return windows;
    }

    /** Windows in which several threads worked at once; the others were too small for it. */
    public long windowsTogether() {
        return windowsTogether;
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

    /** Ends all threads and actor systems. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (ShardThread each : threads) {
            try {
                each.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        shards.forEach(shard -> shard.confineTo(Thread.currentThread()));
        shards.forEach(Shard::close);
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

    private @Nullable RunOutcome check() {
        Throwable broken = failures.first();
        if (broken != null) {
            return new RunOutcome(RunOutcome.Reason.FAILED, now, broken);
        }
        if (stopRequested) {
            return new RunOutcome(RunOutcome.Reason.STOPPED, now, null);
        }
        if (interrupted) {
            return new RunOutcome(RunOutcome.Reason.INTERRUPTED, now, null);
        }
        long pending = 0;
        for (Shard shard : shards) {
            pending += shard.pending();
        }
        RunOutcome.Reason limit = watch.check(now, events(), pending);
        return limit == null ? null : new RunOutcome(limit, now, null);
    }

    private void advanceTo(long time) {
        now = time;
        for (Shard shard : shards) {
            shard.advanceTo(time);
        }
    }

    private long nextEvent() {
        long next = Long.MAX_VALUE;
        for (Shard shard : shards) {
            next = Math.min(next, nextEventOf(shard));
        }
        return next;
    }

    private long nextEventOf(Shard shard) {
        return Math.min(shard.nextTime(), exchange.minimumFor(shard.index()));
    }

    private void runWindow(long start, long end) {
        long before = events();
        long budget = config.limits().events() - before;
        int busy = 0;
        for (int i = 0; i < taking.length; i++) {
            taking[i] = nextEventOf(shards.get(i)) < end;
            busy += taking[i] ? 1 : 0;
        }
        exchange.flip();
        for (int i = 0; i < taking.length; i++) {
            if (!taking[i]) {
                shards.get(i).acceptMail();
            }
        }
        boolean together = busy > 1 && lastWindowEvents >= SMALL_WINDOW;
        if (together) {
            windowsTogether++;
            for (ShardThread each : threads) {
                if (taking[each.shard().index()]) {
                    each.begin(start, end, budget);
                }
            }
        }
        for (int i = 0; i < (together ? 1 : taking.length); i++) {
            if (taking[i]) {
                shards.get(i).runWindow(start, end, budget);
            }
        }
        if (together) {
            for (ShardThread each : threads) {
                if (taking[each.shard().index()]) {
                    each.await();
                }
            }
        }
        now = end;
        windows++;
        lastWindowEvents = events() - before;
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
