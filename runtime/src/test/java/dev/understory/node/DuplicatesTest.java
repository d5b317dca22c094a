package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent.PeerAdmitted;
import dev.understory.application.ApplicationEvent.PeerLost;
import dev.understory.connection.CloseReason;
import dev.understory.connection.ConnectionEvent;
import dev.understory.connection.DialOutcome;
import dev.understory.connection.Direction;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** Attack C2: whatever the timing, both ends keep the same one connection, the one that the lower key dialled. */
    @Test
    void twoNodesThatDialEachOtherKeepExactlyOneConnectionAndTheSame() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            world.network.delay = Duration.ofMillis(1 + random.nextInt(50));
            world.signatureCost = Duration.ofMillis(random.nextInt(30));
            TestNode alice = new TestNode(world, "10.0.0.1", 2L * seed).start();
            TestNode bob = new TestNode(world, "10.0.1.1", 2L * seed + 1).start();
            TestNode lower = alice.id().compareTo(bob.id()) < 0 ? alice : bob;

            world.schedule(random.nextInt(300_000_000), () -> alice.dial(bob));
            world.schedule(random.nextInt(300_000_000), () -> bob.dial(alice));
            world.run(Duration.ofSeconds(3));

            String run = "seed " + seed;
            assertThat(alice.peers()).as(run).hasSize(1);
            assertThat(bob.peers()).as(run).hasSize(1);
            assertThat(world.network.openEnds).as(run).isEqualTo(2);
            boolean aliceDialled = alice.peers().get(0).direction() == Direction.OUTBOUND;
            assertThat(bob.peers().get(0).direction() == Direction.INBOUND)
                    .as(run)
                    .isEqualTo(aliceDialled);
            boolean overlapped = alice.events(ConnectionEvent.Opened.class).size() == 2;
            if (overlapped) {
                assertThat(aliceDialled).as(run).isEqualTo(lower == alice);
            }
            assertThat(alice.heard(PeerAdmitted.class))
                    .as(run)
                    .hasSize(alice.heard(PeerLost.class).size() + 1);
            assertThat(bob.heard(PeerAdmitted.class))
                    .as(run)
                    .hasSize(bob.heard(PeerLost.class).size() + 1);

            alice.send(bob, Topic.TX, "over the one that is left");
            world.run(Duration.ofSeconds(1));
            assertThat(bob.texts(Topic.TX)).as(run).hasSize(1);
            alice.stop(Duration.ofSeconds(1));
            bob.stop(Duration.ofSeconds(1));
            assertThat(world.network.openEnds).as(run).isZero();
        }
    }

    /** Attack C3. */
    @Test
    void aPeerThatComesBackBeforeItWasMissedTakesTheOldConnectionsPlace() {
        TestNode server = new TestNode(world, "10.0.0.1", 1).start();
        TestNode first = new TestNode(world, "10.0.1.1", 2).start();
        first.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.isConnectedTo(first)).isTrue();

        // The same identity from another place, as after a crash that the server has not noticed.
        TestNode again = new TestNode(world, "10.0.2.1", 2).start();
        again.dial(server);
        world.run(Duration.ofSeconds(1));

        assertThat(server.heard.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly("PeerAdmitted", "PeerLost", "PeerAdmitted");
        assertThat(server.heard(PeerLost.class).get(0).reason()).isEqualTo(CloseReason.REPLACED);
        assertThat(server.counters.closed(CloseReason.REPLACED)).isEqualTo(1);
        assertThat(server.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.remote().host()).isEqualTo("10.0.2.1"));
    }

    @Test
    void aSecondDialOfAConnectedPeerAnswersWithTheConnectionThatIsThere() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        TestNode bob = new TestNode(world, "10.0.1.1", 2).start();
        World.Probe<DialOutcome> outcome = world.probe();
        alice.actor.tell(new NodeActor.Dial(bob.address(), true, false, outcome.ref()));
        alice.actor.tell(new NodeActor.Dial(bob.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        alice.actor.tell(new NodeActor.Dial(bob.address(), true, false, outcome.ref()));
        alice.actor.tell(new NodeActor.Dial(bob.addressWithoutKey(), false, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));

        assertThat(outcome.heard()).hasSize(4).containsOnly(new DialOutcome.Connected(bob.id()));
        assertThat(alice.events(ConnectionEvent.PeerAdmitted.class)).hasSize(1);
        assertThat(bob.peers()).hasSize(1);
        assertThat(world.network.openEnds).isEqualTo(2);
    }
}
