package dev.understory.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.understory.network.HostCounters;
import dev.understory.observe.NodeEventSink;
import dev.understory.plan.Fleet;
import dev.understory.run.Failures;
import dev.understory.run.SimTestbed;
import dev.understory.run.Testbed;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.LinkDamage;
import dev.understory.transport.NodeClock;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/** A simulation that looks at the real clock, the heap and the network's counters where its flood begins. */
final class FloodWatch implements Testbed {
    private final SimTestbed simulation;
    private final long floodNanos;
    private final long heapBefore;
    private final Reading begin;
    private Reading flood;
    private long heapConnected;
    private long reached;

    /** Watches a simulation that has not begun; {@code floodNanos} is when its first message may be published. */
    FloodWatch(SimTestbed simulation, long floodNanos) {
        this.simulation = simulation;
        this.floodNanos = floodNanos;
        this.heapBefore = heap();
        this.begin = read();
        this.flood = begin;
    }

    /** What was read at a moment of the run. */
    record Reading(long wallNanos, long cpuNanos, long networkEvents, long engineEvents, int openLinks) {
        double secondsSince(Reading earlier) {
            return (wallNanos - earlier.wallNanos) / 1e9;
        }
    }

    /** Where the run began. */
    Reading begin() {
        return begin;
    }

    /** Where the flood began; the same as {@link #begin} if it did not. */
    Reading flood() {
        return flood;
    }

    /** Heap that was taken from the beginning of the run to that of the flood. */
    long heapOfConnections() {
        return heapConnected - heapBefore;
    }

    /**
     * Reads now. A network event is a write that arrived, an end of a link that opened, or one that closed; timers,
     * signatures and the network's own flow control are events of the engine only.
     */
    Reading read() {
        long events = 0;
        int open = 0;
        for (HostCounters host : simulation.counters()) {
            long opened = host.dials() - host.dialsFailed() + host.accepted();
            events += host.deliveries() + opened + (opened - host.openLinks());
            open += host.openLinks();
        }
        return new Reading(System.nanoTime(), cpuNanos(), events, simulation.events(), open);
    }

    @Override
    public Ending runUntil(long nanos, LongConsumer progress) {
        if (reached >= floodNanos && heapConnected == 0) {
            heapConnected = heap();
            flood = read();
        }
        reached = nanos;
        return simulation.runUntil(nanos, progress);
    }

    @Override
    public String name() {
        return simulation.name();
    }

    @Override
    public Fleet fleet() {
        return simulation.fleet();
    }

    @Override
    public NodeClock clock(int node) {
        return simulation.clock(node);
    }

    @Override
    public void observe(IntFunction<? extends NodeEventSink> sinks) {
        simulation.observe(sinks);
    }

    @Override
    public void start(int node) {
        simulation.start(node);
    }

    @Override
    public Ending startEach(List<Integer> nodes, IntConsumer start) {
        return simulation.startEach(nodes, start);
    }

    @Override
    public boolean startLater(int node, long nanos, Runnable start) {
        return simulation.startLater(node, nanos, start);
    }

    @Override
    public void stop(int node, Leaving how) {
        simulation.stop(node, how);
    }

    @Override
    public void loseDisk(int node) {
        simulation.loseDisk(node);
    }

    @Override
    public Runnable partition(List<BitSet> sides, boolean oneWay) {
        return simulation.partition(sides, oneWay);
    }

    @Override
    public Runnable damage(BitSet from, BitSet to, boolean oneWay, LinkDamage damage) {
        return simulation.damage(from, to, oneWay, damage);
    }

    @Override
    public Runnable pause(int node) {
        return simulation.pause(node);
    }

    @Override
    public Runnable slowProcessor(int node, double factor) {
        return simulation.slowProcessor(node, factor);
    }

    @Override
    public long now() {
        return simulation.now();
    }

    @Override
    public long events() {
        return simulation.events();
    }

    @Override
    public OptionalLong traceHash() {
        return simulation.traceHash();
    }

    @Override
    public Failures failures() {
        return simulation.failures();
    }

    @Override
    public void interrupt() {
        simulation.interrupt();
    }

    @Override
    public void close() {
        simulation.close();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
