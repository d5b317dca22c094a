package dev.understory.run;

import dev.understory.cpu.SignatureCosts;
import dev.understory.cpu.SimulatedSignatureService;
import dev.understory.cpu.SimulatedTlsWork;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.disk.DiskModel;
import dev.understory.disk.SimDisk;
import dev.understory.engine.NodeBusyness;
import dev.understory.engine.NodeFailure;
import dev.understory.engine.RunOutcome;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.network.Fault;
import dev.understory.network.HostCounters;
import dev.understory.network.Network;
import dev.understory.network.SimTransport;
import dev.understory.node.NodeEnvironment;
import dev.understory.node.NodeTls;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerPorts;
import dev.understory.plan.Fleet;
import dev.understory.plan.Geography;
import dev.understory.plan.Member;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.RunSettings.Limits;
import dev.understory.service.Certificates;
import dev.understory.store.StoreLimits;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.LinkDamage;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsWork;
import dev.understory.workload.ThrownText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Nodes in virtual time on the simulated network. */
public final class SimTestbed implements Testbed {
    private static final int PORT = NodeService.PEER_PORT;

    /** TLS handshakes' work that may be waiting on one machine. */
    private static final int TLS_WORK = 512;

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final Network network;
    private final Fleet fleet;
    private final NodeFactory nodes;
    private final NodeServices services;
    private final boolean isReal;
    private final CryptoSuite suite;
    private final List<SimTransport> transports = new ArrayList<>();
    private final List<SignatureService> signatures = new ArrayList<>();
    private final List<TlsWork.Service> tlsWork = new ArrayList<>();
    private final List<SimDisk> disks = new ArrayList<>();
    private final List<@Nullable ActorRef<NodeCommand>> roots = new ArrayList<>();
    /** By node: how many times as long everything takes, by each that slows it down. */
    private final Map<Integer, List<Double>> slowness = new TreeMap<>();

    private IntFunction<? extends NodeEventSink> sinks = node -> NodeEventSink.NONE;
    private LongConsumer progress = ignored -> {};

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
        this.suite = plan.suite();
        this.fleet = new Fleet(plan);
        this.isReal = plan.crypto() == CryptoMode.REAL;
        this.services = new NodeServices(
                plan, (node, service) -> new Endpoint(endpoint(node).host(), service.port()));
        this.nodes = new NodeFactory(plan, fleet, SimTestbed::endpoint, services, false);
        Map<String, DiskModel> diskModels = new HashMap<>();
        for (Member member : plan.roster().members()) {
            SimNode node = simulation.addNode(member.name());
            transports.add(network.join(
                    node,
                    endpoint(member.index()).host(),
                    geography.model().regions().indexOf(member.region()),
                    Objects.requireNonNull(geography.access().get(member.access()))));
            roots.add(null);
            signatures.add(signatures(node, member.group().cpu()));
            tlsWork.add(new SimulatedTlsWork(
                    node, SimulatedTlsWork.Cost.DEFAULT, member.group().cpu().cores(), TLS_WORK));
            DiskModel model = diskModels.computeIfAbsent(
                    member.group().name(), group -> disk(member.group().disk()));
            disks.add(new SimDisk(node, model, StoreLimits.DEFAULT));
        }
    }

    private SignatureService signatures(SimNode node, NodeGroup.Cpu cpu) {
        SignatureCosts.Cost cost =
                new SignatureCosts.Cost(cpu.sign().toNanos(), cpu.verify().toNanos());
        return new SimulatedSignatureService(
                node, suite, SignatureCosts.alike(cost), cpu.cores(), SimulatedSignatureService.DEFAULT_LIMIT);
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
    public NodeClock clock(int node) {
        return simulation.nodes().get(node)::trueTime;
    }

    @Override
    public void observe(IntFunction<? extends NodeEventSink> sinksOfLives) {
        sinks = sinksOfLives;
    }

    @Override
    public void start(int node) {
        SimNode machine = simulation.nodes().get(node);
        if (machine.isUp()) {
            machine.stop(SimNode.StopKind.PROCESS_CRASH);
        }
        machine.start();
        PeerPorts ports =
                new PeerPorts(transports.get(node), machine.clock(), machine.entropy(), suite, signatures.get(node));
        NodeEnvironment environment =
                new NodeEnvironment(ports, disks.get(node), tls(node, machine), sinks.apply(node));
        roots.set(node, machine.spawn(nodes.create(node, environment), "node"));
    }

    /** Certificates are judged by the virtual clock of the machine. */
    private @Nullable NodeTls tls(int node, SimNode machine) {
        InstantSource clock = () -> Certificates.EPOCH.plusNanos(machine.clock().nowNanos());
        NodeTls.Engines engines = (service, settings) -> isReal
                ? Tls.reproducible(settings, clock, machine.entropy().stream("tls." + service))
                : Tls.modelled(settings, clock);
        return services.tls(node)
                .map(settings -> new NodeTls(settings, engines, tlsWork.get(node)))
                .orElse(null);
    }

    /** Graceful is up to the node: it is told to stop, and its machine ends a while later. */
    @Override
    public void stop(int node, Leaving how) {
        SimNode machine = simulation.nodes().get(node);
        switch (how) {
            case GRACEFUL -> sayGoodbye(machine, Objects.requireNonNull(roots.get(node)));
            case CRASH -> machine.stop(SimNode.StopKind.PROCESS_CRASH);
            case POWER_LOSS -> machine.stop(SimNode.StopKind.POWER_LOSS);
        }
    }

    @Override
    public void loseDisk(int node) {
        disks.get(node).wipe();
    }

    private void sayGoodbye(SimNode machine, ActorRef<NodeCommand> root) {
        int life = machine.life();
        machine.run(() -> root.tell(new NodeCommand.Stop(GOODBYE, null)));
        simulation.at(simulation.now() + 2 * GOODBYE.toNanos(), () -> {
            if (machine.isUp() && machine.life() == life) {
                machine.stop(SimNode.StopKind.PROCESS_CRASH);
            }
        });
    }

    @Override
    public Runnable partition(List<BitSet> sides, boolean oneWay) {
        return healing(
                List.of(network.partition(sides.stream().map(this::machines).toList(), oneWay)));
    }

    @Override
    public Runnable damage(BitSet from, BitSet to, boolean oneWay, LinkDamage damage) {
        List<SimNode> senders = machines(from);
        List<SimNode> receivers = machines(to);
        List<Fault> faults = new ArrayList<>();
        if (damage.extraNanos() > 0) {
            faults.add(network.slow(senders, receivers, oneWay, damage.extraNanos()));
        }
        if (damage.bitsPerSecond() > 0) {
            faults.add(network.narrow(senders, receivers, oneWay, damage.bitsPerSecond()));
        }
        if (damage.lossRate() > 0) {
            faults.add(network.lossy(senders, receivers, oneWay, damage.lossRate()));
        }
        return healing(faults);
    }

    @Override
    public Runnable pause(int node) {
        return simulation.nodes().get(node).busyness().pause();
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
        simulation.nodes().get(node).busyness().slowDown(Math.min(NodeBusyness.SLOWEST, product));
    }

    private Runnable healing(List<Fault> faults) {
        return () -> faults.forEach(network::heal);
    }

    private List<SimNode> machines(BitSet nodes) {
        return nodes.stream().mapToObj(node -> simulation.nodes().get(node)).toList();
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
            case FAILED -> new Ending(Reason.FAILED, String.valueOf(outcome.failure()));
        };
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

    private static DiskModel disk(NodeGroup.Disk disk) {
        return new DiskModel(disk.latency(), disk.loseUnsynced());
    }

    private static SimulationConfig.Limits limits(Limits limits) {
        return new SimulationConfig.Limits(
                limits.wall(),
                limits.events().orElse(Long.MAX_VALUE),
                limits.heapBytes().orElse(Long.MAX_VALUE));
    }
}
