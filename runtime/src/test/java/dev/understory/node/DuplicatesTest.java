package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.application.ApplicationEvent.PeerAdmitted;
import dev.understory.application.ApplicationEvent.PeerLost;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /**
     * attacks.md, C2: whatever the timing, both ends keep the same one connection, the one that the lower key dialled.
     */
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

    /** attacks.md, C3. */
    @Test
    void aPeerThatComesBackBeforeItWasMissedTakesTheOldConnectionsPlace() {
        TestNode server = new TestNode(world, "10.0.0.1", 1).start();
        TestNode first = new TestNode(world, "10.0.1.1", 2).start();
        first.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.isConnectedTo(first)).isTrue();

        // The same identity from another place, as after a power loss that the server has not noticed.
        world.network.swallows = (from, to) -> from.equals("10.0.1.1") || to.equals("10.0.1.1");
        TestNode again = new TestNode(world, "10.0.2.1", 2).start();
        again.dial(server);
        world.run(Duration.ofMillis(900));
        assertThat(server.heard(PeerLost.class)).isEmpty();
        world.run(Duration.ofMillis(400));

        assertThat(server.heard.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly("PeerAdmitted", "PeerLost", "PeerAdmitted");
        assertThat(server.heard(PeerLost.class).get(0).reason()).isEqualTo(CloseReason.REPLACED);
        assertThat(server.counters.closed(CloseReason.REPLACED)).isEqualTo(1);
        assertThat(server.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.remote().host()).isEqualTo("10.0.2.1"));
        again.send(server, Topic.TX, "after the return");
        world.run(Duration.ofSeconds(5));
        assertThat(server.texts(Topic.TX)).containsExactly("after the return");
    }

    @Test
    void aConnectionThatLivesIsWorthMoreThanANewOne() {
        TestNode server = new TestNode(world, "10.0.0.1", 1).start();
        TestNode first = new TestNode(world, "10.0.1.1", 2).start();
        first.dial(server);
        world.run(Duration.ofSeconds(1));
        TestNode second = new TestNode(world, "10.0.2.1", 2).start();
        for (int i = 0; i < 20; i++) {
            second.dial(server);
            world.run(Duration.ofMillis(330));
        }
        assertThat(server.heard(PeerLost.class)).isEmpty();
        assertThat(first.heard(PeerLost.class)).isEmpty();
        assertThat(server.counters.refused(CloseReason.DUPLICATE)).isEqualTo(20);
        assertThat(server.peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.remote().host()).isEqualTo("10.0.1.1"));
        assertThat(world.network.openEnds).isEqualTo(2);
    }

    /** As an address and a name of the same peer in a configuration. */
    @Test
    void aPeerThatIsListedSeveralTimesHasOneConnectionThatStays() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int ways = 2 + random.nextInt(3);
            boolean[] keyed = new boolean[ways];
            for (int i = 0; i < ways; i++) {
                keyed[i] = random.nextInt(3) == 0;
            }
            world.network.delay = Duration.ofMillis(1 + random.nextInt(50));
            world.network.spread = Duration.ofMillis(random.nextInt(60));
            world.network.random = random;
            world.signatureCost = Duration.ofMillis(random.nextInt(30));
            TestNode server = new TestNode(world, "10.0.0.1", 2L * seed);
            List<PeerAddress> addresses = new ArrayList<>();
            for (int i = 0; i < ways; i++) {
                String name = "way" + i;
                world.network.names.put(name, List.of("10.0.0.1"));
                addresses.add(new PeerAddress(keyed[i] ? server.id() : null, name, TestNode.PORT));
            }
            TestNode client =
                    new TestNode(world, "10.0.1.1", 2L * seed + 1).with(settings -> settings.withPeers(addresses));
            server.start();
            client.start();
            world.run(Duration.ofSeconds(4));
            int lost = client.heard(PeerLost.class).size();
            int heard = server.heard.size();
            String run = "seed " + seed + " with " + ways + " ways";
            assertThat(client.peers()).as(run).hasSize(1);
            assertThat(lost).as(run).isLessThan(ways);

            world.run(Duration.ofMinutes(2));
            assertThat(client.heard(PeerLost.class)).as(run).hasSize(lost);
            assertThat(server.heard).as(run).hasSize(heard);
            assertThat(world.network.openEnds).as(run).isEqualTo(2);
            client.stop(Duration.ofSeconds(1));
            server.stop(Duration.ofSeconds(1));
        }
    }

    @Test
    void aPeerWithSeveralAddressesIsFoundAtTheOneThatStillLeadsToIt() {
        TestNode server = new TestNode(world, "10.0.0.1", 1).start();
        world.network.names.put("old", List.of("10.0.0.1"));
        world.network.names.put("new", List.of("10.0.0.1"));
        TestNode client = new TestNode(world, "10.0.1.1", 2)
                .with(settings -> settings.withPeers(List.of(
                        new PeerAddress(null, "old", TestNode.PORT), new PeerAddress(null, "new", TestNode.PORT))))
                .start();
        world.run(Duration.ofSeconds(4));
        assertThat(client.isConnectedTo(server)).isTrue();
        world.network.names.put("old", List.of("10.9.9.9"));
        server.stop(Duration.ofSeconds(1));
        world.run(Duration.ofSeconds(1));
        server.start();
        assertThat(world.runUntil(() -> client.isConnectedTo(server), Duration.ofSeconds(20)))
                .isTrue();
    }

    @Test
    void ofTheAddressesOfOnePeerSoManyAreTried() {
        for (int right = 7; right <= 8; right++) {
            TestNode server = new TestNode(world, "10.0." + right + ".1", right).start();
            List<PeerAddress> addresses = new ArrayList<>();
            for (int i = 0; i <= 8; i++) {
                addresses.add(new PeerAddress(server.id(), "host" + right + i, TestNode.PORT));
            }
            world.network.names.put("host" + right + right, List.of(server.host));
            TestNode client = new TestNode(world, "10.1." + right + ".1", 100 + right)
                    .with(settings -> settings.withPeers(addresses))
                    .start();
            world.runUntil(() -> client.isConnectedTo(server), Duration.ofMinutes(5));
            assertThat(client.isConnectedTo(server)).as("address " + right).isEqualTo(right == 8);
        }
    }

    @Test
    void aSecondDialOfAConnectedPeerAnswersWithTheConnectionThatIsThere() {
        TestNode alice = new TestNode(world, "10.0.0.1", 1).start();
        TestNode bob = new TestNode(world, "10.0.1.1", 2).start();
        World.Probe<DialOutcome> outcome = world.probe();
        alice.actor.tell(new NodeCommand.Dial(bob.address(), true, false, outcome.ref()));
        alice.actor.tell(new NodeCommand.Dial(bob.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        alice.actor.tell(new NodeCommand.Dial(bob.address(), true, false, outcome.ref()));
        alice.actor.tell(new NodeCommand.Dial(bob.addressWithoutKey(), false, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));

        assertThat(outcome.heard()).hasSize(4).containsOnly(new DialOutcome.Connected(bob.id()));
        assertThat(alice.events(ConnectionEvent.PeerAdmitted.class)).hasSize(1);
        assertThat(bob.peers()).hasSize(1);
        assertThat(world.network.openEnds).isEqualTo(2);
    }
}
