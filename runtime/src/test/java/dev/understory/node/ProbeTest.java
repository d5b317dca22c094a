package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.peer.NodeCommand;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dials that only ask whether a peer is there. */
final class ProbeTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aProbeIsAnsweredAndLeavesNoConnectionAtEitherEnd() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1).start();
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Probe(peer.address(), outcome.ref()));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard()).containsExactly(new DialOutcome.Connected(peer.id()));
        assertThat(node.heard).as("consumers of the prober").isEmpty();
        assertThat(node.isConnectedTo(peer)).isFalse();
        assertThat(peer.isConnectedTo(node)).isFalse();
        assertThat(node.events).noneMatch(event -> event instanceof ConnectionEvent.HandshakeFailed);
    }

    @Test
    void aProbeNeedsNoSlotAndWhoIsConnectedIsThere() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode other = new TestNode(world, "10.2.0.1", 3).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(4, 1, 6, 1, 3, 100)))
                .start();
        node.dial(other);
        world.run(Duration.ofSeconds(1));
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Probe(peer.address(), outcome.ref()));
        node.actor.tell(new NodeCommand.Probe(other.address(), outcome.ref()));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard())
                .containsExactly(new DialOutcome.Connected(other.id()), new DialOutcome.Connected(peer.id()));
        assertThat(node.isConnectedTo(other)).isTrue();
        assertThat(node.isConnectedTo(peer)).isFalse();
    }

    @Test
    void aProbeOfNobodyOrOfSomebodyElseFailsAndIsToldToNobodyElse() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1).start();
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Probe(new PeerAddress(peer.id(), "10.3.0.1", 9001), outcome.ref()));
        world.run(Duration.ofSeconds(3));
        assertThat(((DialOutcome.Failed) outcome.heard().get(0)).cause()).isEqualTo(DialOutcome.Cause.UNREACHABLE);
        assertThat(node.events).noneMatch(event -> event instanceof ConnectionEvent.DialFailed);
        node.actor.tell(new NodeCommand.Probe(new PeerAddress(node.id(), "10.1.0.1", TestNode.PORT), outcome.ref()));
        world.run(Duration.ofSeconds(3));
        assertThat(((DialOutcome.Failed) outcome.heard().get(1)).reason()).isEqualTo(CloseReason.IDENTITY_MISMATCH);
    }

    @Test
    void aProbeThatSomebodyWantsToBecomeAPeerBecomesOne() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1).start();
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Probe(peer.address(), outcome.ref()));
        node.actor.tell(new NodeCommand.Dial(peer.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard()).hasSize(2).containsOnly(new DialOutcome.Connected(peer.id()));
        assertThat(node.isConnectedTo(peer)).isTrue();
    }
}
