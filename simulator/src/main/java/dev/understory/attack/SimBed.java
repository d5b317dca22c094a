package dev.understory.attack;

import dev.understory.connection.Delivery;
import dev.understory.cpu.SignatureCosts;
import dev.understory.cpu.SimulatedSignatureService;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.engine.RunOutcome;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.law.Distribution;
import dev.understory.mux.Topic;
import dev.understory.network.AccessClass;
import dev.understory.network.Congestion;
import dev.understory.network.Network;
import dev.understory.network.NetworkModel;
import dev.understory.network.Regions;
import dev.understory.network.SimTransport;
import dev.understory.network.StreamModel;
import dev.understory.node.NodeActor;
import dev.understory.node.NodeEnvironment;
import dev.understory.node.NodeSettings;
import dev.understory.node.config.NodeConfig;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerPorts;
import dev.understory.store.MemoryStore;
import dev.understory.store.StoreLimits;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Two production nodes and any number of attackers on the simulated network, 5 ms apart, without jitter, by a fixed seed. */
final class SimBed implements Bed {
    static final long MILLI = 1_000_000;
    private static final int PORT = 9001;
    private static final String VICTIM = "10.0.0.1";
    private static final String FRIEND = "10.1.0.1";
    private static final String NEWCOMER = "10.2.0.1";
    private static final String ATTACKER = AttackCase.SOMEWHERE;
    private static final long SEED = 2026;
    private static final long PATIENCE_MILLIS = 20_000;

    private final CryptoSuite suite = CryptoSuites.real();
    private final SignatureCosts costs;
    private final Simulation simulation = new Simulation(SimulationConfig.of(SEED, 1));
    /** Without congestion windows, so that whatever takes longer does so by the nodes' doing. */
    private static final StreamModel STREAM = uncontrolled(StreamModel.DEFAULT);

    private final Network network = new Network(
            simulation,
            NetworkModel.of(Regions.single(5 * MILLI))
                    .withJitter(Distribution.ZERO)
                    .withStream(STREAM));
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Witness victim = new Witness(this::now, () -> {});
    private final Witness friend = new Witness(this::now, () -> {});
    private final PublicKey victimId = Attacker.key(KeyType.ED25519, 1).publicKey();
    private final PublicKey friendId = Attacker.key(KeyType.ED25519, 2).publicKey();
    private final ActorRef<NodeCommand> victimNode;
    private final long memoryOfAPeer;
    private int attackers;
    /** Where he is whom others know at {@link #ATTACKER}. */
    private String attackerHost = ATTACKER;

    private record Machine(SimNode node, SimTransport transport) {}

    /** @param settings of the victim, beside those of every bed */
    SimBed(String settings) {
        this(settings, SignatureCosts.MEASURED);
    }

    /** @param costs of the signatures of the victim and its friends, on one core each */
    SimBed(String settings, SignatureCosts costs) {
        this(settings, "", costs);
    }

    /** @param friendSettings those of the friend */
    SimBed(String settings, String friendSettings, SignatureCosts costs) {
        this.costs = costs;
        memoryOfAPeer = NodeConfig.parse(SETTINGS + settings)
                .limits()
                .peers()
                .session()
                .memory()
                .peerBytes();
        victimNode = start(VICTIM, 1, victim, SETTINGS + settings);
        ActorRef<NodeCommand> friendNode = start(FRIEND, 2, friend, SETTINGS + WATCHFUL + friendSettings);
        victim.echo(friendId);
        dial(FRIEND, friendNode);
        if (!await(() -> victim.knows(friendId) && friend.knows(victimId))) {
            throw new BedFailure("the friend does not come in");
        }
    }

    private static StreamModel uncontrolled(StreamModel usual) {
        Congestion congestion = new Congestion(
                Congestion.Control.NONE,
                usual.congestion().segmentBytes(),
                usual.congestion().initialSegments(),
                usual.congestion().resetsWhenIdle());
        return new StreamModel(
                usual.connect(),
                usual.loss(),
                usual.retransmission(),
                usual.windows(),
                usual.headerBytes(),
                congestion);
    }

    private void dial(String host, ActorRef<NodeCommand> node) {
        PeerAddress address = new PeerAddress(victimId, VICTIM, PORT);
        machine(host).node().run(() -> node.tell(new NodeCommand.Dial(address, true, true, null)));
    }

    private ActorRef<NodeCommand> start(String host, int number, Witness witness, String text) {
        NodeSettings settings = new NodeSettings(
                LocalIdentity.create(
                        suite,
                        Attacker.key(KeyType.ED25519, number),
                        1,
                        1,
                        NodeConfig.parse(text).limits().capabilities()),
                new Endpoint(host, PORT),
                NodeConfig.parse(text).limits().peers(),
                NodeConfig.parse(text).network().known(),
                NodeConfig.parse(text).limits().gossip());
        SimNode node = machine(host).node();
        PeerPorts ports = new PeerPorts(
                machine(host).transport(),
                node.clock(),
                node.entropy(),
                suite,
                new SimulatedSignatureService(node, suite, costs, 1, SimulatedSignatureService.DEFAULT_LIMIT));
        NodeEnvironment environment = new NodeEnvironment(ports, new MemoryStore(StoreLimits.DEFAULT), null, witness);
        return node.spawn(NodeActor.create(environment, settings, witness), "node");
    }

    private Machine machine(String host) {
        return machines.computeIfAbsent(host, fresh -> {
            SimNode node = simulation.addNode(fresh);
            SimTransport transport = network.join(node, fresh, 0, AccessClass.UNLIMITED);
            node.start();
            return new Machine(node, transport);
        });
    }

    @Override
    public Witness victim() {
        return victim;
    }

    @Override
    public Witness friend() {
        return friend;
    }

    @Override
    public PublicKey victimId() {
        return victimId;
    }

    @Override
    public PublicKey friendId() {
        return friendId;
    }

    private SimNode victimMachine() {
        return machine(VICTIM).node();
    }

    long now() {
        return simulation.now();
    }

    long traceHash() {
        return simulation.traceHash();
    }

    @Override
    public Attacker attack(String from, Script script) {
        return attack(from, nextFace(), script);
    }

    @Override
    public Attacker attack(String from, int number, Script script) {
        Machine machine = machine(from);
        Follower follower = new Follower(machine.node(), number, script);
        ActorRef<Object> ear = machine.node().spawn(follower.behavior(), "attacker");
        machine.node()
                .run(() -> machine.transport().dial(new Endpoint(VICTIM, PORT), Duration.ofSeconds(5), ear.narrow()));
        return follower.attacker();
    }

    private int nextFace() {
        return FIRST_FACE + attackers++ % FACES;
    }

    @Override
    public Attacker lure(PublicKey believed, Script script) {
        Machine machine = machine(ATTACKER);
        Follower follower = new Follower(machine.node(), nextFace(), script);
        ActorRef<Object> ear = machine.node().spawn(follower.behavior(), "trap");
        machine.node().run(() -> machine.transport().listen(new Endpoint(attackerHost, PORT), ear.narrow()));
        PeerAddress address = new PeerAddress(believed, attackerHost, PORT);
        victimMachine().run(() -> victimNode.tell(new NodeCommand.Dial(address, true, false, null)));
        return follower.attacker();
    }

    @Override
    public void deafen(Attacker attacker) {
        ((Follower) attacker.wire()).deafen();
    }

    @Override
    public void victimSends(Attacker to, Topic topic, byte[] payload) {
        victimMachine().run(() -> victim.send(to.id(), topic, Bytes.wrap(payload)));
    }

    @Override
    public void pass(Duration duration) {
        run(duration);
    }

    @Override
    public void leave(Attacker attacker) {
        Follower follower = (Follower) attacker.wire();
        follower.machine().run(follower::finish);
    }

    @Override
    public void dismiss(Attacker attacker) {
        Follower follower = (Follower) attacker.wire();
        follower.machine().run(() -> follower.reset());
    }

    /** He comes in within a second, whatever the others do. */
    @Override
    public PeerAddress newcomer() {
        Witness witness = new Witness(this::now, () -> {});
        PublicKey id = Attacker.key(KeyType.ED25519, 3).publicKey();
        dial(NEWCOMER, start(NEWCOMER, 3, witness, SETTINGS));
        long before = simulation.now();
        if (!await(() -> victim.knows(id) && witness.knows(victimId)) || simulation.now() - before >= 1_000 * MILLI) {
            throw new BedFailure("the newcomer does not come in within a second");
        }
        return new PeerAddress(id, NEWCOMER, PORT);
    }

    @Override
    public PeerAddress friendAddress() {
        return new PeerAddress(friendId, FRIEND, PORT);
    }

    /** A tenth of a second passes. */
    @Override
    public void mustConnect(List<PeerAddress> peers) {
        victimMachine().run(() -> victimNode.tell(new NodeCommand.SetMustConnect(peers)));
        run(Duration.ofMillis(100));
    }

    /** From now on nothing that the victim writes reaches the friend, and if it is {@code both} ways nothing of the friend's the victim. */
    void cut(boolean both) {
        network.partition(
                List.of(List.of(victimMachine()), List.of(machine(FRIEND).node())), !both);
    }

    /** All ways are open again. */
    void mend() {
        network.faults().forEach(network::heal);
    }

    @Override
    public void freeze(Topic topic) {
        ActorRef<Delivery> frozen = victimMachine().spawn(Behaviors.<Delivery>ignore(), "frozen");
        victimMachine().run(() -> victimNode.tell(new NodeCommand.Subscribe(List.of(topic), frozen)));
    }

    @Override
    public void friendSends(Topic topic, byte[] payload) {
        machine(FRIEND).node().run(() -> friend.send(victimId, topic, Bytes.wrap(payload)));
    }

    @Override
    public boolean await(BooleanSupplier until) {
        for (int step = 0; step < PATIENCE_MILLIS && !until.getAsBoolean(); step++) {
            run(Duration.ofMillis(1));
        }
        return until.getAsBoolean();
    }

    @Override
    public long memoryOfAPeer() {
        return memoryOfAPeer;
    }

    @Override
    public boolean isLoopback() {
        return false;
    }

    /** He who attacks from 10.66.0.1 is at that address instead from now on, on the same machine, which forgets all it has done. */
    void attackFrom(String host) {
        Machine machine = machine(ATTACKER);
        machine.node().stop(SimNode.StopKind.EXIT);
        network.rename(machine.node(), host);
        machine.node().start();
        attackerHost = host;
    }

    /** Forgets the attacks that are over; the calm before them stays. */
    void forget() {
        victim.forgetAllBut(friendId, Siege.CALM);
        friend.forgetAllBut(victimId, Siege.CALM);
    }

    /** What there is beside memory, in words. */
    String atRest() {
        long links = network.counters(victimMachine()).openLinks();
        return victim.actors() + " actors, " + links + " links, " + victim.held() + " bytes of unfinished messages, "
                + victim.pinned() + " with what waits to be sent";
    }

    /** Lets time pass. */
    void run(Duration duration) {
        RunOutcome outcome = simulation.runUntil(simulation.now() + duration.toNanos());
        if (outcome.failure() != null) {
            throw new IllegalStateException(outcome.failure());
        }
        if (!simulation.nodeFailures().isEmpty()) {
            throw new IllegalStateException(simulation.nodeFailures().toString());
        }
    }

    @Override
    public void close() {
        simulation.close();
    }
}
