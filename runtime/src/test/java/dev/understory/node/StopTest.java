package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.application.ApplicationEvent;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.ListenOutcome;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** attacks.md, C17. */
    @Test
    void whatIsQueuedIsWrittenBeforeTheNodeStops() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        TestNode bob = new TestNode(world, "10.0.1.1", 2).start();
        alice.dial(bob);
        world.run(Duration.ofSeconds(1));
        for (int i = 0; i < 1000; i++) {
            alice.node.send(bob.id(), Topic.CONSENSUS, Bytes.wrap(new byte[6 * 1024]));
        }
        long before = world.now();
        alice.stop(Duration.ofSeconds(10));
        world.run(Duration.ofSeconds(1));
        assertThat(bob.heard(ApplicationEvent.Delivered.class)).hasSize(1000);
        assertThat(bob.heard(ApplicationEvent.PeerLost.class).get(0).reason()).isEqualTo(CloseReason.REMOTE_CLOSED);
        assertThat(alice.heard(ApplicationEvent.PeerLost.class).get(0).reason()).isEqualTo(CloseReason.LOCAL);
        assertThat(world.now() - before).as("no longer than it takes").isLessThan(5_000_000_000L);
        assertThat(world.network.openEnds).isZero();
    }

    @Test
    void whoAsksAStoppingNodeWhetherItListensIsAnswered() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        TestNode bob = new TestNode(world, "10.0.1.1", 2).start();
        alice.dial(bob);
        world.run(Duration.ofSeconds(1));
        World.Probe<ListenOutcome> answer = world.probe();
        alice.actor.tell(new NodeCommand.Stop(Duration.ofSeconds(5), null));
        alice.actor.tell(new NodeCommand.WhenListening(answer.ref()));
        world.run(Duration.ofSeconds(10));
        assertThat(answer.heard()).containsExactly(new ListenOutcome.NotListening());
    }

    @Test
    void aPeerThatDoesNotReadHoldsAStopUpNoLongerThanItsDeadline() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        TestNode bob = new TestNode(world, "10.0.1.1", 2).start();
        alice.dial(bob);
        world.run(Duration.ofSeconds(1));
        world.network.links.stream()
                .filter(link -> link.local().host().equals(bob.host))
                .forEach(MemoryLink::freeze);
        for (int i = 0; i < 1000; i++) {
            alice.node.send(bob.id(), Topic.CONSENSUS, Bytes.wrap(new byte[8 * 1024]));
        }
        long before = world.now();
        alice.stop(Duration.ofMillis(1500));
        assertThat(world.now() - before).isBetween(1_500_000_000L, 3_500_000_000L);
    }

    @Test
    void aStoppingNodeTakesAndDialsNobody() {
        long baseline = world.actors();
        TestNode away = new TestNode(world, "10.9.0.1", 9);
        TestNode alice = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(away.address())))
                .start();
        world.network.swallows = (from, to) -> to.equals("10.8.0.1");
        World.Probe<DialOutcome> outcome = world.probe();
        alice.actor.tell(new NodeCommand.Dial(new PeerAddress(null, "10.8.0.1", 1), false, true, outcome.ref()));
        world.run(Duration.ofMillis(100));
        alice.stop(Duration.ofSeconds(3));
        assertThat(outcome.heard()).singleElement().isInstanceOf(DialOutcome.Failed.class);
        assertThat(world.network.listeners).isEmpty();
        int failures = alice.events.size();
        world.run(Duration.ofMinutes(5));
        assertThat(alice.events).hasSize(failures);
        assertThat(world.actors()).as("two probes are left").isEqualTo(baseline + 2);
    }

    @Test
    void aFailedConnectionAbortsItsLinkOnceHoweverLongThatTakes() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        RawPeer stranger = RawPeer.connect(alice, "10.7.0.1");
        MemoryLink link = linkOf(alice, "10.7.0.1");
        world.network.abortDelay = Duration.ofSeconds(5);
        stranger.write(new byte[] {-1, -1, -1, -1});
        world.run(Duration.ofSeconds(4));
        assertThat(link.aborts).isEqualTo(1);
        assertThat(alice.events(ConnectionEvent.HandshakeFailed.class)).isEmpty();
        world.run(Duration.ofSeconds(2));
        assertThat(alice.events(ConnectionEvent.HandshakeFailed.class)).hasSize(1);
        assertThat(link.aborts).isEqualTo(1);
    }

    @Test
    void aPeerThatTakesNothingIsCutOffOnceHoweverLongThatTakes() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        TestNode bob = new TestNode(world, "10.0.1.1", 2).start();
        alice.dial(bob);
        world.run(Duration.ofSeconds(1));
        MemoryLink link = linkOf(alice, bob.host);
        linkOf(bob, alice.host).freeze();
        world.network.abortDelay = Duration.ofSeconds(5);
        for (int i = 0; i < 1000; i++) {
            alice.node.send(bob.id(), Topic.CONSENSUS, Bytes.wrap(new byte[8 * 1024]));
        }
        alice.actor.tell(new NodeCommand.Disconnect(bob.id()));
        world.run(Duration.ofSeconds(5));
        assertThat(link.aborts).isEqualTo(1);
        assertThat(alice.events(ConnectionEvent.PeerClosed.class)).isEmpty();
        world.run(Duration.ofSeconds(2));
        assertThat(alice.events(ConnectionEvent.PeerClosed.class)).hasSize(1);
    }

    private MemoryLink linkOf(TestNode node, String remote) {
        return world.network.links.stream()
                .filter(link -> link.local().host().equals(node.host)
                        && link.remote().host().equals(remote))
                .findFirst()
                .orElseThrow();
    }
}
