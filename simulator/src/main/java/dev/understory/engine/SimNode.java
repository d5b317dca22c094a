package dev.understory.engine;

import dev.understory.crypto.Entropy;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * One simulated machine: clock, randomness, actors, trace hash, and the source of its events. Neither the plan of a node
 * (region, key, group) nor its network (address, links) is known here. It is used by its own actors while it runs, and by control work between rounds; never by another node.
 *
 * <p>A machine lives many lives: {@link #start} begins one, {@link #stop} ends it. Timers, links and answers of an
 * earlier life never reach a later one ({@link #life}).
 */
public final class SimNode {
    private final Simulation simulation;
    private final Shard shard;
    private final int index;
    private final String name;
    private final SimClock clock;
    private final List<Lifecycle> lifecycles = new ArrayList<>(1);
    private final List<ActorRef<?>> roots = new ArrayList<>(1);
    private final NodeBusyness busyness = new NodeBusyness(this);
    private @Nullable Inbox inbox;
    private @Nullable TraceSink sink;
    private long hash = TraceHash.START;
    /** Whether its process is; kept by {@link NodeBusyness}, and here because every event asks. */
    boolean paused;

    private long sequence;
    private long events;
    private int life;
    private boolean up;
    private long spawned;
    int failures;

    SimNode(Simulation simulation, Shard shard, int index, String name) {
        this.simulation = simulation;
        this.shard = shard;
        this.index = index;
        this.name = name;
        this.clock = new SimClock(shard);
    }

    /** Position in the order of nodes; the first is 0. */
    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    public Simulation simulation() {
        return simulation;
    }

    /** True time, as the simulation counts it; the node itself sees {@link #clock}. */
    public long trueTime() {
        return shard.now();
    }

    /** The node's own clock. */
    public SimClock clock() {
        return clock;
    }

    /** The node's randomness in its present life. */
    public Entropy entropy() {
        return new SeededEntropy(simulation.seed(), index, life);
    }

    /** Counts starts and stops: odd while the machine is up. */
    public int life() {
        return life;
    }

    public boolean isUp() {
        return up;
    }

    /** Events that happened to this node. */
    public long events() {
        return events;
    }

    /** The hash of all that an observer could see of this node. */
    public long traceHash() {
        return hash;
    }

    /** Who also hears of what is hashed; one at most. */
    public void observe(@Nullable TraceSink newSink) {
        sink = newSink;
    }

    /** Is told of the starts and stops of this machine, in the order of registration. */
    public void onLifecycle(Lifecycle lifecycle) {
        lifecycles.add(lifecycle);
    }

    /** Sets who finds what events from other machines are for; once, for all lives. */
    public void inbox(Inbox newInbox) {
        inbox = newInbox;
    }

    /** What an event from another machine is for. */
    EventTarget target(long address) {
        Inbox known = inbox;
        if (known == null) {
            throw new SimulationException("node " + name + " takes no events from other nodes");
        }
        return known.target(address);
    }

    /** How busy the machine's processor is: pauses and modelled work. */
    public NodeBusyness busyness() {
        return busyness;
    }

    /** Adds an observable event to the trace. */
    public void trace(TraceKind kind, long subject, long size) {
        long time = shard.now();
        hash = TraceHash.next(hash, kind, time, subject, size);
        TraceSink listener = sink;
        if (listener != null) {
            listener.event(this, kind, time, subject, size);
        }
    }

    /**
     * Posts an event to a node. Called while this node is the current one. All that crosses is data.
     *
     * @param time later than the lookahead if it is another node, else not earlier than now
     * @param to the number of the node
     * @param toShard its shard
     * @param address what the event is for, as the other node's {@link Inbox} knows it
     * @param argument something immutable that refers to nothing of this node
     */
    public void post(long time, int to, int toShard, long address, long data, @Nullable Object argument) {
        shard.mail(time, this, to, toShard, address, data, argument);
    }

    /** The same for those who post so often that they have kept what {@link #neighbour} told them. */
    public void postNear(long time, int to, EventTarget target, long data, @Nullable Object argument) {
        shard.post(time, this, to, target, data, argument);
    }

    /** What events to that address are for if they need not cross to another shard; null if they must. */
    public @Nullable EventTarget neighbour(int to, int toShard, long address) {
        return shard.neighbour(this, to, toShard, address);
    }

    /** The shard on which this node lives, as {@link #post} takes it. */
    public int shardIndex() {
        return shard.index();
    }

    /** Posts an event to this node itself. */
    public void postLocal(long time, EventTarget target, long data, @Nullable Object argument) {
        shard.post(time, this, index, target, data, argument);
    }

    /** Begins a life. For control work, and for an event of this node. */
    public void start() {
        if (up) {
            throw new SimulationException("node " + name + " is already up");
        }
        up = true;
        life++;
        run(() -> {
            trace(TraceKind.STARTED, life, 0);
            lifecycles.forEach(each -> each.started(this));
        });
    }

    /** Runs an actor on this machine until the life ends. For control work, and for an event of this node. */
    public <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName) {
        if (!up) {
            throw new SimulationException("node " + name + " is down");
        }
        // Unique in the shard's system for ever: the node's number, its life, and the number of the actor.
        String path = (name + "." + index + "." + life + "." + spawned++ + "." + actorName)
                .replaceAll("[^A-Za-z0-9_.-]", "_");
        ActorRef<M> root = shard.spawn(this, behavior, path);
        roots.add(root);
        return root;
    }

    /** Ends a life. Control work only. */
    public void stop(StopKind kind) {
        if (!up) {
            throw new SimulationException("node " + name + " is already down");
        }
        if (kind == StopKind.EXIT && !isPaused()) {
            stopActors();
        }
        run(() -> {
            trace(TraceKind.STOPPED, kind.ordinal(), 0);
            lifecycles.forEach(each -> each.stopped(this, kind));
        });
        up = false;
        life++;
        busyness.reset();
        stopActors();
    }

    /** Whether the process is paused: its actors get no turn, while the machine goes on. */
    boolean isPaused() {
        return paused;
    }

    /**
     * Runs control work in the name of this node, then lets its actors come to rest, unless they are paused. Control work
     * only.
     */
    public void run(Runnable work) {
        shard.runAs(this, work);
    }

    Shard shard() {
        return shard;
    }

    long nextSequence() {
        return sequence++;
    }

    void countEvent() {
        events++;
    }

    void discountEvent() {
        events--;
    }

    private void stopActors() {
        List<ActorRef<?>> stopping = List.copyOf(roots);
        roots.clear();
        stopping.forEach(root -> shard.stop(this, root));
    }

    @Override
    public String toString() {
        return name;
    }

    /** Hears of the lives of a machine; called with the node as the current one. */
    public interface Lifecycle {
        /** A life has begun; nothing of it has run yet. */
        void started(SimNode node);

        /** A life ends. */
        void stopped(SimNode node, StopKind kind);
    }

    /** How a life ends. */
    public enum StopKind {
        /** The process ends in good order: actors stop first and may say goodbye, unless the process is paused. */
        EXIT,
        /** The process dies, the host stays: nothing more is said, and the host resets the process's links. */
        PROCESS_CRASH,
        /** The host is gone: nothing more is said or answered. */
        POWER_LOSS
    }
}
