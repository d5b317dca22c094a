package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Registration;
import dev.understory.cpu.SignatureCosts;
import dev.understory.cpu.SimulatedSignatureService;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.network.AccessClass;
import dev.understory.network.Network;
import dev.understory.network.NetworkModel;
import dev.understory.network.Regions;
import dev.understory.node.NodeActor;
import dev.understory.node.NodeEnvironment;
import dev.understory.node.NodeSettings;
import dev.understory.observe.NodeEventSink;
import dev.understory.store.MemoryStore;
import dev.understory.store.StoreLimits;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Two applications on each of two simulated nodes, as {@code dev.understory.node.embed.TwoApplicationsTest} has them over TCP. */
final class TwoApplicationsTest {
    private static final long SECOND = 1_000_000_000;
    private static final int PORT = 9001;

    private final CryptoSuite suite = CryptoSuites.modelled();
    private final List<String> heard = new ArrayList<>();

    /** Greets each peer on its topic, and notes what it hears. */
    private Application greeting(String name, Topic topic) {
        return node -> Behaviors.receiveMessage(event -> {
            switch (event) {
                case ApplicationEvent.PeerAdmitted admitted ->
                    node.send(admitted.peer().id(), topic, Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
                case ApplicationEvent.Delivered delivered ->
                    heard.add(name + " hears " + new String(delivered.payload().toArray(), StandardCharsets.UTF_8)
                            + " on " + delivered.topic());
                case ApplicationEvent.PeerLost lost -> heard.add("lost");
                case ApplicationEvent.SendCompleted completed -> heard.add("completed");
                case ApplicationEvent.Own own -> heard.add("own");
            }
            return Behaviors.same();
        });
    }

    private NodeSettings settings(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        NodeKey key = suite.nodeKey(KeyType.ED25519, seed);
        return NodeSettings.of(LocalIdentity.create(suite, key, 1, 1), new Endpoint("10.0.0." + number, PORT));
    }

    private void start(Simulation simulation, Network network, NodeSettings settings) {
        String host = settings.listen().host();
        SimNode node = simulation.addNode(host);
        var transport = network.join(node, host, 0, AccessClass.UNLIMITED);
        node.start();
        NodeEnvironment environment = new NodeEnvironment(
                transport,
                node.clock(),
                node.entropy(),
                suite,
                new SimulatedSignatureService(
                        node, suite, SignatureCosts.MEASURED, 1, SimulatedSignatureService.DEFAULT_LIMIT),
                new MemoryStore(StoreLimits.DEFAULT),
                NodeEventSink.NONE);
        List<Registration> applications = List.of(
                Registration.of("chat", greeting("chat", Topic.TX), Topic.TX),
                Registration.of("chain", greeting("chain", Topic.BLOCK), Topic.BLOCK));
        node.spawn(NodeActor.create(environment, settings, applications, List.of()), "node");
    }

    @Test
    void eachTalksToItsLikeOnTheOtherNode() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(1, 1))) {
            Network network = new Network(simulation, NetworkModel.of(Regions.single(5_000_000)));
            NodeSettings one = settings(1);
            start(simulation, network, one);
            start(
                    simulation,
                    network,
                    settings(2)
                            .withPeers(
                                    List.of(new PeerAddress(one.identity().key().publicKey(), "10.0.0.1", PORT))));
            simulation.runUntil(5 * SECOND);
        }
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "chat hears chat on TX",
                        "chat hears chat on TX",
                        "chain hears chain on BLOCK",
                        "chain hears chain on BLOCK");
    }
}
