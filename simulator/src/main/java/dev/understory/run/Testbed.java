package dev.understory.run;

import dev.understory.observe.NodeEventSink;
import dev.understory.plan.Fleet;
import dev.understory.timeline.FaultPort;
import dev.understory.timeline.Leaving;
import dev.understory.transport.NodeClock;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/**
 * Where the nodes of a run live. All methods but {@link #interrupt} belong to the thread that made it; between two calls
 * of {@link #runUntil} a simulated network stands still. Times are nanoseconds since the run's start.
 */
public interface Testbed extends FaultPort, AutoCloseable {
    /** What a report calls it: {@code sim} or {@code tcp}. */
    String name();

    /** What runs on the nodes: a testbed is for one run. */
    Fleet fleet();

    /** The node that has that address to itself; -1 where none has, or addresses are shared. */
    default int nodeAt(String host) {
        return -1;
    }

    /** The clock of a node. */
    NodeClock clock(int node);

    /** Asked at each start of a node for what that life of it reports to; told once, before the first start. */
    void observe(IntFunction<? extends NodeEventSink> sinks);

    /** Starts a node that is down. */
    void start(int node);

    /**
     * Calls {@code start} for each of the nodes, which may {@link #start} that node and touches nothing of others: several at
     * once where the testbed can.
     *
     * @return {@link Ending#REACHED}, or that the run has failed; what is thrown may also come out here
     */
    Ending startEach(List<Integer> nodes, IntConsumer start);

    /**
     * Calls {@code start}, which may {@link #start} that node and touches nothing of others, at a time that lies inside the next
     * {@link #runUntil}: on the thread of the node, while the others go on.
     *
     * @return false where nodes start between two calls of {@link #runUntil} only; nothing is done then
     */
    boolean startLater(int node, long nanos, Runnable start);

    /** Stops a node that is up, in a way that the testbed can. */
    void stop(int node, Leaving how);

    /** What a node that is down has stored is lost. */
    void loseDisk(int node);

    /** Lets time pass. {@code progress} hears now and then how far it is. */
    Ending runUntil(long nanos, LongConsumer progress);

    /** How far time got. */
    long now();

    /** What happened so far; zero where nobody counts. */
    long events();

    /** The fingerprint of what happened; none where runs do not repeat themselves. */
    OptionalLong traceHash();

    /** Defects of nodes that nodes do not report themselves: the first few, in an order that does not depend on threads. */
    Failures failures();

    /** Ends {@link #runUntil} soon; from any thread. */
    void interrupt();

    @Override
    void close();

    /**
     * Why time stopped.
     *
     * @param detail one line for people; empty if the time asked for was reached
     */
    record Ending(Reason reason, String detail) {
        /** The time asked for was reached. */
        public static final Ending REACHED = new Ending(Reason.REACHED, "");
    }

    /** Kinds of ending. */
    enum Reason {
        /** The time asked for was reached. */
        REACHED,
        /** The run was to stop before its end. */
        CUT,
        /** Somebody asked for it. */
        INTERRUPTED,
        /** A limit of wall time, events or memory was hit. */
        LIMIT,
        /** The testbed itself broke. */
        FAILED
    }
}
