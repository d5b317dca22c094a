package dev.understory.run;

import dev.understory.attack.Attack;
import dev.understory.cpu.SignatureCosts;
import dev.understory.cpu.SimulatedSignatureService;
import dev.understory.cpu.SimulatedTlsWork;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.disk.DiskModel;
import dev.understory.disk.SimDisk;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.network.Fault;
import dev.understory.network.Network;
import dev.understory.network.Regions;
import dev.understory.network.ShardPlacement;
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
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.service.Certificates;
import dev.understory.store.StoreLimits;
import dev.understory.timeline.LinkDamage;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsWork;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The simulated machines of a plan with all that belongs to them: network, disk, processor, and the node in its present
 * life. What is done to them comes as an {@link Order}.
 */
final class SimMachines {
    /** TLS handshakes' work that may be waiting on one machine. */
    private static final int TLS_WORK = 512;

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final Network network;
    private final NodeFactory nodes;
    private final NodeServices services;
    private final boolean isReal;
    private final CryptoSuite suite;
    private final List<SimTransport> transports = new ArrayList<>();
    private final List<SignatureService> signatures = new ArrayList<>();
    private final List<TlsWork.Service> tlsWork = new ArrayList<>();
    private final List<SimDisk> disks = new ArrayList<>();
    private final List<@Nullable ActorRef<NodeCommand>> roots = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, Runnable> pauses = new HashMap<>();
    private final Map<Integer, List<Fault>> faults = new HashMap<>();

    private IntFunction<? extends NodeEventSink> sinks = node -> NodeEventSink.NONE;

    /** Adds them to the simulation, and joins them to the network; none is up. */
    SimMachines(RunPlan plan, Geography geography, Simulation simulation, Network network, Fleet fleet) {
        this.simulation = simulation;
        this.network = network;
        this.suite = plan.suite();
        this.isReal = plan.crypto() == CryptoMode.REAL;
        this.services = new NodeServices(
                plan,
                (node, service) -> new Endpoint(SimTestbed.endpoint(node).host(), service.port()),
                new Attack.Ground(
                        SimTestbed::endpoint,
                        Optional.of((node, address) -> transports.get(node).from(address))));
        this.nodes = new NodeFactory(plan, fleet, SimTestbed::endpoint, services, false);
        Map<String, DiskModel> diskModels = new HashMap<>();
        Regions regions = geography.model().regions();
        int[] places = plan.roster().members().stream()
                .mapToInt(member -> regions.indexOf(member.region()))
                .toArray();
        int[] shards = ShardPlacement.of(regions, places, simulation.shards());
        for (Member member : plan.roster().members()) {
            SimNode node = simulation.addNode(member.name(), shards[member.index()]);
            transports.add(network.join(
                    node,
                    SimTestbed.endpoint(member.index()).host(),
                    places[member.index()],
                    Objects.requireNonNull(geography.access().get(member.access()))));
            numbers.put(SimTestbed.endpoint(member.index()).host(), member.index());
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

    private static DiskModel disk(NodeGroup.Disk disk) {
        return new DiskModel(disk.latency(), disk.loseUnsynced());
    }

    /** The number of the machine with that address; -1 if there is none. */
    int numberOf(String host) {
        return numbers.getOrDefault(host, -1);
    }

    /** See {@link Testbed#observe}. */
    void observe(IntFunction<? extends NodeEventSink> sinksOfLives) {
        sinks = sinksOfLives;
    }

    /** Does it now: between two rounds, or a start inside an event of that machine. */
    void carryOut(Order order) {
        switch (order) {
            case Order.Start start -> start(start.node());
            case Order.Stop stop -> stop(stop);
            case Order.EndLife end -> {
                SimNode machine = machine(end.node());
                if (machine.isUp() && machine.life() == end.life()) {
                    machine.stop(SimNode.StopKind.PROCESS_CRASH);
                }
            }
            case Order.LoseDisk lose -> disks.get(lose.node()).wipe();
            case Order.Pause pause ->
                pauses.put(pause.number(), machine(pause.node()).busyness().pause());
            case Order.Resume resume ->
                Objects.requireNonNull(pauses.remove(resume.number())).run();
            case Order.SlowDown slow -> machine(slow.node()).busyness().slowDown(slow.factor());
            case Order.Cut cut ->
                faults.put(
                        cut.number(),
                        List.of(network.partition(
                                cut.sides().stream().map(this::machines).toList(), cut.oneWay())));
            case Order.Damage damage -> faults.put(damage.number(), damage(damage));
            case Order.Mend mend ->
                Objects.requireNonNull(faults.remove(mend.number())).forEach(network::heal);
        }
    }

    private void start(int node) {
        SimNode machine = machine(node);
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

    private void stop(Order.Stop stop) {
        SimNode machine = machine(stop.node());
        switch (stop.how()) {
            case GRACEFUL -> sayGoodbye(machine, Objects.requireNonNull(roots.get(stop.node())));
            case CRASH -> machine.stop(SimNode.StopKind.PROCESS_CRASH);
            case POWER_LOSS -> machine.stop(SimNode.StopKind.POWER_LOSS);
        }
    }

    /** Graceful is up to the node: it is told to stop, and its machine ends a while later. */
    private void sayGoodbye(SimNode machine, ActorRef<NodeCommand> root) {
        Order end = new Order.EndLife(machine.index(), machine.life());
        machine.run(() -> root.tell(new NodeCommand.Stop(GOODBYE, null)));
        simulation.at(simulation.now() + 2 * GOODBYE.toNanos(), () -> carryOut(end));
    }

    private List<Fault> damage(Order.Damage order) {
        List<SimNode> senders = machines(order.from());
        List<SimNode> receivers = machines(order.to());
        LinkDamage damage = order.damage();
        List<Fault> made = new ArrayList<>();
        if (damage.extraNanos() > 0) {
            made.add(network.slow(senders, receivers, order.oneWay(), damage.extraNanos()));
        }
        if (damage.bitsPerSecond() > 0) {
            made.add(network.narrow(senders, receivers, order.oneWay(), damage.bitsPerSecond()));
        }
        if (damage.lossRate() > 0) {
            made.add(network.lossy(senders, receivers, order.oneWay(), damage.lossRate()));
        }
        return made;
    }

    private SimNode machine(int node) {
        return simulation.nodes().get(node);
    }

    private List<SimNode> machines(BitSet numbers) {
        return numbers.stream().mapToObj(this::machine).toList();
    }
}
