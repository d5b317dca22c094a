package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.application.ApplicationEvent;
import dev.understory.connection.Delivery;
import dev.understory.mux.Topic;
import dev.understory.observe.EventCounters.Single;
import dev.understory.observe.NodeEvent;
import dev.understory.peer.NodeCommand;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** attacks.md, R1: a defect in each kind of actor ends at most the connection it happened on. */
class DefectTest {
    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode victim = new TestNode(world, "10.1.0.1", 2).start();
    private final TestNode bystander = new TestNode(world, "10.2.0.1", 3).start();

    @BeforeEach
    void connect() {
        victim.dial(node);
        bystander.dial(node);
        world.run(Duration.ofSeconds(1));
        assertThat(node.peers()).hasSize(2);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void assertThatTheOthersGoOn() {
        world.run(Duration.ofSeconds(2));
        assertThat(node.isConnectedTo(bystander)).isTrue();
        bystander.send(node, Topic.CONSENSUS, "still here");
        node.send(bystander, Topic.CONSENSUS, "so am I");
        TestNode newcomer = new TestNode(world, "10.3.0.1", 4).start();
        newcomer.dial(node);
        world.run(Duration.ofSeconds(2));
        assertThat(node.texts(Topic.CONSENSUS)).containsExactly("still here");
        assertThat(bystander.texts(Topic.CONSENSUS)).containsExactly("so am I");
        assertThat(node.isConnectedTo(newcomer)).isTrue();
    }

    private void assertThatTheVictimsConnectionEnded() {
        world.run(Duration.ofSeconds(2));
        assertThat(node.isConnectedTo(victim)).isFalse();
        assertThat(victim.isConnectedTo(node)).isFalse();
        assertThat(node.heard(ApplicationEvent.PeerLost.class))
                .containsExactly(new ApplicationEvent.PeerLost(victim.id(), CloseReason.INTERNAL));
        assertThat(world.network.openEnds).isEqualTo(2);
    }

    @Test
    void aDefectInAConnectionActorEndsItsConnection() {
        world.network.links.stream()
                .filter(link -> link.local().host().equals(node.host)
                        && link.remote().host().equals(victim.host))
                .forEach(link -> link.defectOnWrite = new InjectedDefect());
        assertThatTheVictimsConnectionEnded();
        assertThat(node.counters.of(Single.DEFECTS)).isEqualTo(1);
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectInAStreamActorEndsItsConnection() {
        World.Probe<Delivery> slow = world.probe();
        node.actor.tell(new NodeCommand.Subscribe(List.of(Topic.TX), slow.ref()));
        world.run(Duration.ZERO);
        for (int i = 0; i < 24; i++) {
            victim.node.send(node.id(), Topic.TX, Bytes.wrap(new byte[64 * 1024]));
            world.run(Duration.ofMillis(10));
        }
        List<Delivery.Batch> taken = slow.heard().stream()
                .filter(Delivery.Batch.class::isInstance)
                .map(Delivery.Batch.class::cast)
                .toList();
        assertThat(taken).as("the others wait in the actor").hasSizeLessThan(24);
        node.defectOnDelivery = true;
        taken.forEach(Delivery.Batch::release);
        assertThatTheVictimsConnectionEnded();
        assertThat(node.defectOnDelivery).isFalse();
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectInADeliveryEndsItsConnection() {
        node.defectOnDelivery = true;
        victim.send(node, Topic.TX, "poison");
        assertThatTheVictimsConnectionEnded();
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectOnTheDialOfAKeptPeerLeavesItKept() {
        TestNode away = new TestNode(world, "10.9.0.1", 9);
        node.defectOnEvent = ConnectionEvent.DialFailed.class;
        node.actor.tell(new NodeCommand.Dial(away.address(), true, true, null));
        world.run(Duration.ofSeconds(2));
        away.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(away), Duration.ofSeconds(10)))
                .as("a kept peer is taken up again")
                .isTrue();
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectInThePeerSetCostsTheMessageThatShowedIt() {
        node.defectOnEvent = ConnectionEvent.LinkRefused.class;
        node.actor.tell(new NodeCommand.Ban(
                new dev.understory.reputation.BanSubject.Address(dev.understory.limits.NetworkAddress.of("10.66.0.1")),
                null));
        new TestNode(world, "10.66.0.1", 66).start().dial(node);
        world.run(Duration.ofSeconds(1));
        assertThat(node.counters.of(Single.DEFECTS)).isEqualTo(1);
        assertThat(node.isConnectedTo(victim)).isTrue();
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectInTheDialerCostsOneDial() {
        TestNode other = new TestNode(world, "10.4.0.1", 7).start();
        World.Probe<DialOutcome> outcome = world.probe();
        node.transport.defectOnDial = new InjectedDefect();
        node.actor.tell(new NodeCommand.Dial(other.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard())
                .singleElement()
                .satisfies(
                        one -> assertThat(((DialOutcome.Failed) one).detail()).contains("an injected defect"));
        node.actor.tell(new NodeCommand.Dial(other.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard().get(1)).isEqualTo(new DialOutcome.Connected(other.id()));
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectInTheListenerIsFollowedByANewOne() {
        node.transport.defectOnListen = new InjectedDefect();
        node.transport.killListener(TestNode.PORT);
        world.run(Duration.ofSeconds(3));
        assertThat(node.counters.of(Single.DEFECTS)).isEqualTo(1);
        assertThatTheOthersGoOn();
    }

    @Test
    void aDefectInTheApplicationLeavesTheConnectionsToOthers() {
        node.defectInApplication = new InjectedDefect();
        victim.send(node, Topic.TX, "poison");
        world.run(Duration.ofSeconds(1));
        assertThat(node.nodeEvents).anyMatch(NodeEvent.ApplicationEnded.class::isInstance);
        assertThat(node.peers()).hasSize(2);
        assertThat(victim.isConnectedTo(node)).isTrue();
    }

    /** Whoever supervises it would otherwise fail in its place, and the node with it. */
    @Test
    void aDefectInTheApplicationThatCannotEvenSayWhatItIsLeavesTheNodeToOthers() {
        RuntimeException mute = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        };
        node.defectInApplication = new IllegalArgumentException("its cause", mute);
        victim.send(node, Topic.TX, "poison");
        world.run(Duration.ofSeconds(1));
        assertThat(node.nodeEvents).anyMatch(NodeEvent.ApplicationEnded.class::isInstance);
        assertThat(node.peers()).hasSize(2);
        assertThat(victim.isConnectedTo(node)).isTrue();
        bystander.send(node, Topic.TX, "more");
        world.run(Duration.ofSeconds(1));
        assertThat(node.broken()).isEmpty();
    }
}
