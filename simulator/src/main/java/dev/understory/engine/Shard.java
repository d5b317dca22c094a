package dev.understory.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * A part of the simulated machines: their pending events, their actor system, and the one thread that may touch either.
 * In a round that is the shard's thread, or the {@link Simulation}'s where little is to be done; between rounds it is the
 * simulation's, or the shard's for {@linkplain Simulation#forEach work at many nodes}.
 *
 * <p>A window is run node by node. Nodes cannot reach each other inside a window, so that the order of the nodes does not
 * matter; the events of one node run by (time, source, sequence), those it posts to itself included.
 */
final class Shard {
    private static final ThreadLocal<@Nullable Shard> RUNNING = new ThreadLocal<>();

    /** A node to which this much happens at one instant is in an endless loop of timers without delay. */
    private static final long EVENTS_PER_INSTANT = 5_000_000L;

    /** After how many events a shard stops to let the run see whether it is to end. */
    private static final long EVENTS_PER_ROUND = 32_768;

    private final int index;
    private final Failures failures;
    private final ShardExecutor executor;
    private final ChunkPool pool = new ChunkPool();
    private final EventStore store = new EventStore(pool, 1_000_000);
    private final EventWindow window = new EventWindow();
    private final NodeAgenda agenda = new NodeAgenda();
    private final NodeFailures nodeFailures = new NodeFailures();
    private final Exchange exchange;
    private final ActorSystem<Guardian.Command> system;

    private long now;
    private long windowEnd;
    private long[] leastNanos = new long[0];
    private boolean inWindow;
    private boolean closing;
    private long executed;
    private long budget = Long.MAX_VALUE;
    private @Nullable SimNode current;
    private @Nullable SimNode[] nodes = new @Nullable SimNode[64];

    Shard(int index, Exchange exchange, Failures failures) {
        this.exchange = exchange;
        this.index = index;
        this.failures = failures;
        this.executor = new ShardExecutor(failures);
        executor.confineTo(Thread.currentThread());
        Shard before = enter();
        closing = true; // Pekko sets timers of its own while it boots
        try {
            system = ShardSystem.create(Guardian.create(), executor);
            executor.drain();
        } finally {
            leave(before);
        }
        closing = false;
    }

    /** The shard whose code the calling thread is running; null outside. */
    static @Nullable Shard running() {
        return RUNNING.get();
    }

    int index() {
        return index;
    }

    long now() {
        return now;
    }

    @Nullable
    SimNode current() {
        return current;
    }

    boolean isRunningNodes() {
        return !closing;
    }

    long executed() {
        return executed;
    }

    long pending() {
        return store.size();
    }

    NodeFailures nodeFailures() {
        return nodeFailures;
    }

    void confineTo(Thread thread) {
        executor.confineTo(thread);
    }

    void adopt(SimNode node) {
        if (node.index() >= nodes.length) {
            nodes = Arrays.copyOf(nodes, Math.max(node.index() + 1, nodes.length * 2));
        }
        nodes[node.index()] = node;
    }

    /** When the next event is due, of those in the store. */
    long nextTime() {
        return store.nextTime();
    }

    /** See {@link EventStore#hasBefore}. */
    boolean hasBefore(long end, int enough) {
        return store.hasBefore(end, enough);
    }

    /** Takes over what other shards have for this one; once in each round. Whatever goes wrong ends the run. */
    void acceptMail() {
        try {
            exchange.deliver(this, store);
        } catch (Throwable broken) {
            failures.fail(broken);
        }
    }

    /**
     * Sets the length of windows, and how long at least it takes a node of this shard to reach one of each shard.
     *
     * @param width at most what it takes to reach another node of this one
     */
    void lookahead(long width, long[] reach) {
        leastNanos = reach;
        if (store.width() != width) {
            store.rebuild(width);
        }
    }

    /** All events before that time have happened, as far as they can be known yet. */
    long hasRunTo() {
        return windowEnd;
    }

    /** Control work is being done at {@code time}. */
    void advanceTo(long time) {
        now = time;
        windowEnd = time;
    }

    void noteCancelled() {
        store.noteCancelled();
    }

    /**
     * The event that is happening was cancelled before. It does not count: whether the store has dropped it before its
     * time depends on the shards.
     */
    void discount(SimNode node) {
        executed--;
        node.discountEvent();
        store.noteCancelledTaken();
    }

    /**
     * Takes the mail, then runs window after window up to {@code end}, or until so much has happened that it is time to see
     * whether the run is to end.
     *
     * @param events how many of a node may happen in a window: of each and not of the shard, so that where a limit cuts does
     *     not depend on who shares a shard with whom
     */
    void run(long end, long events) {
        long until = executed + EVENTS_PER_ROUND;
        budget = events;
        acceptMail();
        try {
            long width = store.width();
            long next = store.nextTime();
            while (next < end && executed < until && failures.first() == null) {
                runWindow(next, Math.min(end, next - next % width + width));
                // If all mail is turned into bytes, what nodes of this shard have for each other waits with the mail.
                next = exchange.encodes() ? end : store.nextTime();
            }
        } catch (Throwable broken) {
            failures.fail(broken);
            agenda.clear();
        }
    }

    private void runWindow(long start, long end) {
        Shard before = enter();
        inWindow = true;
        windowEnd = end;
        try {
            store.take(start, end, window);
            for (int i = 0; i < window.nodeCount(); i++) {
                runNode(window.node(i));
            }
        } finally {
            window.release(pool);
            current = null;
            inWindow = false;
            leave(before);
        }
    }

    /** To a node of this shard. */
    void post(long time, SimNode source, int to, EventTarget target, long data, @Nullable Object argument) {
        long sequence = source.nextSequence();
        if (time < windowEnd) {
            if (!inWindow || to != source.index()) {
                throw new LookaheadViolation(source, to, time, windowEnd);
            }
            if (time < now) {
                throw new SimulationException("node " + source + " posts to its own past: " + time + " < " + now);
            }
            agenda.add(time, to, sequence, data, target, argument);
            return;
        }
        store.add(time, EventKey.pack(to, source.index()), sequence, data, target, argument);
    }

    /** To a node of any shard. */
    void mail(long time, SimNode source, int to, int toShard, long address, long data, @Nullable Object argument) {
        EventTarget near = neighbour(source, to, toShard, address);
        if (near != null) {
            post(time, source, to, near, data, argument);
            return;
        }
        long earliest = now + leastNanos[toShard];
        if (time < earliest) {
            throw new LookaheadViolation(source, to, time, earliest);
        }
        long nodes = EventKey.pack(to, source.index());
        exchange.outbox(index, toShard).add(time, nodes, source.nextSequence(), data, address, argument);
    }

    @Nullable
    EventTarget neighbour(SimNode source, int to, int toShard, long address) {
        boolean crosses = toShard != index || (exchange.encodes() && to != source.index());
        return crosses ? null : target(to, address);
    }

    /** What at one of the nodes of this shard has that address. */
    EventTarget target(int node, long address) {
        return Objects.requireNonNull(nodes[node]).target(address);
    }

    /** Posts in the name of control work. */
    void postFromControl(
            long time, long sequence, SimNode to, EventTarget target, long data, @Nullable Object argument) {
        if (time < windowEnd) {
            throw new SimulationException("control work posts to the past: " + time + " < " + windowEnd);
        }
        store.add(time, EventKey.pack(to.index(), EventKey.CONTROL), sequence, data, target, argument);
    }

    /** One event happens to the current node, and its actors come to rest. */
    void dispatch(SimNode node, EventTarget target, long data, @Nullable Object argument) {
        executed++;
        node.countEvent();
        target.fire(node, data, argument);
        if (!executor.isIdle()) {
            letActorsRun(node);
        }
    }

    private void letActorsRun(SimNode node) {
        if (node.isPaused()) {
            executor.moveTo(node.busyness().actorsThatWait());
        } else {
            executor.drain();
        }
    }

    /** Runs what was put aside while the process of the current node was paused. */
    void runNow(List<Runnable> tasks) {
        tasks.forEach(executor::execute);
        executor.drain();
    }

    /** Runs control work as if it were done by the node; or, inside an event of the node, what control work would do to it. */
    void runAs(SimNode node, Runnable work) {
        if (!executor.isConfinedTo(Thread.currentThread())) {
            throw new ForeignThreadException("node " + node + " is used by thread '"
                    + Thread.currentThread().getName() + "', which is not the simulation's");
        }
        if (inWindow && current != node) {
            throw new SimulationException("node " + node + " is used by control work inside a window");
        }
        SimNode outer = current;
        Shard before = enter();
        current = node;
        try {
            work.run();
            letActorsRun(node);
        } finally {
            current = outer;
            leave(before);
        }
    }

    <M> ActorRef<M> spawn(SimNode node, Behavior<M> behavior, String name) {
        Started<M> started = new Started<>();
        runAs(node, () -> system.tell(new Guardian.Spawn<>(behavior, name, started::set)));
        return started.get();
    }

    void stop(SimNode node, ActorRef<?> actor) {
        runAs(node, () -> system.tell(new Guardian.Stop(actor)));
    }

    /** Whether the calling thread may send to an actor of this shard; if not, the run has failed. */
    boolean admits(Object receiver) {
        return executor.admits(receiver);
    }

    /** An error that node code logged or threw; what actors say while everything ends does not count. */
    void captureFailure(
            String source, @Nullable String format, Object @Nullable [] parameters, @Nullable Throwable cause) {
        if (!closing) {
            nodeFailures.add(now, current, source, ErrorCapture.format(format, parameters, cause), cause);
        }
    }

    List<NodeFailure> failuresOfNodes() {
        return nodeFailures.kept();
    }

    /** Stops the actor system; nothing of it is left behind. */
    void close() {
        closing = true;
        Shard before = enter();
        try {
            for (SimNode node : nodes) {
                if (node != null && node.isPaused()) {
                    runNow(node.busyness().takeEmptiedMailboxes());
                }
            }
            executor.drainForClose();
            system.terminate();
            executor.drainForClose();
        } finally {
            leave(before);
        }
        if (!system.whenTerminated().isCompleted()) {
            throw new SimulationException("the actor system of shard " + index + " does not end");
        }
    }

    private void runNode(int nodeIndex) {
        window.moveTo(agenda, nodeIndex);
        SimNode node = Objects.requireNonNull(nodes[nodeIndex]);
        current = node;
        long atOneInstant = 0;
        long last = executed + Math.min(budget, Long.MAX_VALUE - executed);
        while (!agenda.isEmpty() && executed < last) {
            agenda.take();
            if (agenda.time() != now) {
                atOneInstant = 0;
            } else if (++atOneInstant > EVENTS_PER_INSTANT) {
                throw new SimulationException(
                        "node " + node + " never lets time pass: " + EVENTS_PER_INSTANT + " events at " + now + " ns");
            }
            now = agenda.time();
            EventTarget target = agenda.target();
            if (node.paused && node.busyness().delays(target)) {
                node.busyness().enqueue(target, agenda.data(), agenda.argument());
            } else {
                dispatch(node, target, agenda.data(), agenda.argument());
            }
        }
        agenda.clear();
    }

    private @Nullable Shard enter() {
        Shard before = RUNNING.get();
        RUNNING.set(this);
        return before;
    }

    private void leave(@Nullable Shard before) {
        RUNNING.set(before);
    }

    /** Where the guardian leaves what it started. */
    private static final class Started<M> {
        private @Nullable ActorRef<M> actor;

        void set(ActorRef<M> started) {
            actor = started;
        }

        ActorRef<M> get() {
            return Objects.requireNonNull(actor, "the guardian started nothing");
        }
    }
}
