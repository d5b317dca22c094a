package dev.understory.run;

import dev.understory.engine.NodeBusyness;
import dev.understory.engine.NodeFailure;
import dev.understory.engine.RunOutcome;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.network.HostCounters;
import dev.understory.network.Network;
import dev.understory.observe.NodeEventSink;
import dev.understory.plan.Fleet;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.RunSettings.Limits;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.LinkDamage;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import dev.understory.workload.ThrownText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Nodes in virtual time on the simulated network. */
public final class SimTestbed implements Testbed {
    private static final int PORT = NodeService.PEER_PORT;

    private final Simulation simulation;
    private final Network network;
    private final Fleet fleet;
    private final SimMachines machines;
    /** By node: how many times as long everything takes, by each that slows it down. */
    private final Map<Integer, List<Double>> slowness = new TreeMap<>();

    private LongConsumer progress = ignored -> {};
    /** Numbers what has an end of its own. */
    private int orders;

    /** Builds all machines of a plan; none is up. */
    public SimTestbed(RunPlan plan, Geography geography, int shards) {
        this(plan, geography, SimulationConfig.of(plan.seed(), shards));
    }

    /** The same with every event between machines turned into bytes and back on its way, if the configuration says so. */
    SimTestbed(RunPlan plan, Geography geography, SimulationConfig config) {
        this.simulation =
                new Simulation(config.withLimits(limits(plan.scenario().run().limits()))
                        .withProgress(Duration.ofMillis(250), each -> progress.accept(each.virtualNanos())));
        this.network = new Network(simulation, geography.model());
        this.fleet = new Fleet(plan);
        this.machines = new SimMachines(plan, geography, simulation, network, fleet);
    }

    /** Each node has an address in a subnet of its own: 10.x.y.1 and, past 65,536 nodes, 11.x.y.1 and on. */
    static Endpoint endpoint(int node) {
        return new Endpoint(10 + (node >> 16) + "." + (node >> 8 & 255) + "." + (node & 255) + ".1", PORT);
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public Fleet fleet() {
        return fleet;
    }

    @Override
    public int nodeAt(String host) {
        return machines.numberOf(host);
    }

    @Override
    public NodeClock clock(int node) {
        return simulation.nodes().get(node)::trueTime;
    }

    @Override
    public void observe(IntFunction<? extends NodeEventSink> sinksOfLives) {
        machines.observe(sinksOfLives);
    }

    @Override
    public void start(int node) {
        machines.carryOut(new Order.Start(node));
    }

    @Override
    public Ending startEach(List<Integer> nodes, IntConsumer start) {
        Throwable failure = simulation.forEach(
                nodes.stream().map(simulation.nodes()::get).toList(), machine -> start.accept(machine.index()));
        return failure == null ? Ending.REACHED : failed(failure);
    }

    @Override
    public boolean startLater(int node, long nanos, Runnable start) {
        simulation.post(nanos, simulation.nodes().get(node), (machine, data, argument) -> start.run(), 0, null);
        return true;
    }

    @Override
    public void stop(int node, Leaving how) {
        machines.carryOut(new Order.Stop(node, how));
    }

    @Override
    public void loseDisk(int node) {
        machines.carryOut(new Order.LoseDisk(node));
    }

    @Override
    public Runnable partition(List<BitSet> sides, boolean oneWay) {
        int number = orders++;
        machines.carryOut(new Order.Cut(number, sides, oneWay));
        return () -> machines.carryOut(new Order.Mend(number));
    }

    @Override
    public Runnable damage(BitSet from, BitSet to, boolean oneWay, LinkDamage damage) {
        int number = orders++;
        machines.carryOut(new Order.Damage(number, from, to, oneWay, damage));
        return () -> machines.carryOut(new Order.Mend(number));
    }

    @Override
    public Runnable pause(int node) {
        int number = orders++;
        machines.carryOut(new Order.Pause(node, number));
        return () -> machines.carryOut(new Order.Resume(number));
    }

    @Override
    public Runnable slowProcessor(int node, double factor) {
        List<Double> factors = slowness.computeIfAbsent(node, any -> new ArrayList<>());
        factors.add(factor);
        slowDown(node, factors);
        return () -> {
            factors.remove(factor);
            slowDown(node, factors);
        };
    }

    private void slowDown(int node, List<Double> factors) {
        double product = factors.stream().reduce(1.0, (a, b) -> a * b);
        machines.carryOut(new Order.SlowDown(node, Math.min(NodeBusyness.SLOWEST, product)));
    }

    @Override
    public Ending runUntil(long nanos, LongConsumer listener) {
        progress = listener;
        RunOutcome outcome = simulation.runUntil(nanos);
        return switch (outcome.reason()) {
            case REACHED, STOPPED -> Ending.REACHED;
            case INTERRUPTED -> new Ending(Reason.INTERRUPTED, "interrupted");
            case WALL_LIMIT -> new Ending(Reason.LIMIT, "the limit of wall time was hit");
            case EVENT_LIMIT -> new Ending(Reason.LIMIT, "the limit of events was hit");
            case HEAP_LIMIT -> new Ending(Reason.LIMIT, "the limit of memory was hit");
            case FAILED -> failed(outcome.failure());
        };
    }

    private static Ending failed(@Nullable Throwable failure) {
        return new Ending(Reason.FAILED, String.valueOf(failure));
    }

    @Override
    public long now() {
        return simulation.now();
    }

    @Override
    public long events() {
        return simulation.events();
    }

    /** What went through each machine so far, by the number of the node. */
    public List<HostCounters> counters() {
        return simulation.nodes().stream().map(network::counters).toList();
    }

    @Override
    public OptionalLong traceHash() {
        return OptionalLong.of(simulation.traceHash());
    }

    @Override
    public Failures failures() {
        List<Failure> first = simulation.nodeFailures().stream()
                .limit(Failures.SHOWN)
                .map(SimTestbed::describe)
                .toList();
        return new Failures(first, simulation.nodeFailureCount());
    }

    @Override
    public void interrupt() {
        simulation.interrupt();
    }

    @Override
    public void close() {
        simulation.close();
    }

    /** A stack trace also says what kind of exception it was, and where it comes from. */
    private static Failure describe(NodeFailure failure) {
        String text = failure.stackTrace().isEmpty() ? failure.message() : ThrownText.ofTrace(failure.stackTrace());
        return new Failure(failure.time(), failure.name(), text);
    }

    private static SimulationConfig.Limits limits(Limits limits) {
        return new SimulationConfig.Limits(
                limits.wall(),
                limits.events().orElse(Long.MAX_VALUE),
                limits.heapBytes().orElse(Long.MAX_VALUE));
    }
}
