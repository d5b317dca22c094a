package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.application.ApplicationEvent;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.PeerInfo;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode node(String host, long seed) {
        return new TestNode(world, host, seed).start();
    }

    private List<TestNode> crowd(int count, String subnets) {
        List<TestNode> crowd = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            crowd.add(node(subnets + (i / 200) + "." + (i % 200 + 1), 1000 + i));
        }
        return crowd;
    }

    /** Links that are opened and never say a word. */
    private List<Link> silentLinks(TestNode server, List<String> hosts) {
        List<Link> open = new ArrayList<>();
        for (String host : hosts) {
            World.Probe<DialEvent> probe = world.probe();
            world.network.host(host).dial(new Endpoint(server.host, TestNode.PORT), Duration.ofSeconds(1), probe.ref());
            world.run(Duration.ofMillis(1));
            world.schedule(0, () -> {});
            world.runUntil(() -> !probe.heard().isEmpty(), Duration.ofMillis(50));
            if (probe.heard().get(0) instanceof DialEvent.Opened opened) {
                open.add(opened.link());
            }
        }
        return open;
    }

    @Test
    void ordinaryPeersNeverExceedTheInboundSlots() {
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(5, 7, 64, 16, 100, 100)))
                .start();
        List<TestNode> crowd = crowd(12, "10.9.");
        crowd.forEach(one -> one.dial(server));
        for (int i = 0; i < 2000; i++) {
            world.run(Duration.ofMillis(1));
            assertThat(server.node.peers().size()).isLessThanOrEqualTo(5);
        }
        assertThat(server.peers()).hasSize(5);
        assertThat(server.counters.refused(CloseReason.NO_SLOT)).isEqualTo(7);
        assertThat(world.network.openEnds).isEqualTo(10);
    }

    @Test
    void ordinaryPeersNeverExceedTheOutboundSlots() {
        TestNode dialer = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(5, 3, 64, 16, 100, 100)))
                .start();
        World.Probe<DialOutcome> outcomes = world.probe();
        for (TestNode one : crowd(6, "10.9.")) {
            dialer.actor.tell(new NodeCommand.Dial(one.address(), true, false, outcomes.ref()));
        }
        world.run(Duration.ofSeconds(2));
        assertThat(dialer.peers()).hasSize(3);
        assertThat(outcomes.heard().stream().filter(DialOutcome.Connected.class::isInstance))
                .hasSize(3);
        assertThat(outcomes.heard().stream()
                        .filter(outcome -> outcome instanceof DialOutcome.Failed failed
                                && failed.cause() == DialOutcome.Cause.REFUSED_HERE
                                && failed.reason() == CloseReason.NO_SLOT))
                .hasSize(3);
    }

    @Test
    void trustedAndMustConnectPeersBypassTheSlotsInBothDirections() {
        TestNode trusted = node("10.1.0.1", 2);
        TestNode must = node("10.2.0.1", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(2, 0, 64, 16, 100, 100))
                        .withTrusted(List.of(trusted.id()))
                        .withMustConnect(List.of(must.address())))
                .start();
        crowd(5, "10.9.").forEach(one -> one.dial(server));
        world.run(Duration.ofSeconds(2));
        trusted.dial(server);
        world.run(Duration.ofSeconds(1));

        List<PeerInfo> peers = server.peers();
        assertThat(peers).hasSize(4);
        assertThat(peers.stream().filter(PeerInfo::ordinary)).hasSize(2);
        assertThat(peers.stream().filter(PeerInfo::mustConnect).map(PeerInfo::id))
                .containsExactly(must.id());
        assertThat(peers.stream().filter(PeerInfo::trusted).map(PeerInfo::id)).containsExactly(trusted.id());
    }

    /** attacks.md, H1, H3. */
    @Test
    void silentLinksFromOneAddressAreCappedAndEndAtTheirDeadline() {
        TestNode must = new TestNode(world, "10.2.0.1", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(must.address())))
                .start();
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            hosts.add("10.66.0.1");
        }
        world.network.delay = Duration.ofMillis(1);
        silentLinks(server, hosts);
        assertThat(server.counters.refused(CloseReason.ADDRESS_LIMIT)).isGreaterThan(150);
        long opened = server.events(ConnectionEvent.Opened.class).size();
        assertThat(opened).isLessThanOrEqualTo(8 + 8);

        must.start();
        must.dial(server);
        assertThat(world.runUntil(() -> server.isConnectedTo(must), Duration.ofSeconds(1)))
                .isTrue();

        world.run(Duration.ofSeconds(5));
        assertThat(server.counters.failedHandshakes(CloseReason.HANDSHAKE_TIMEOUT))
                .isEqualTo(opened);
        assertThat(server.peers()).hasSize(1);
        assertThat(world.network.links.stream()
                        .filter(link -> link.local().host().equals(server.host)))
                .as("links of the server's")
                .hasSize(1);
    }

    /** attacks.md, C5. */
    @Test
    void manyKeysFromOneAddressGetNoMoreThanItsShare() {
        TestNode server = node("10.0.0.1", 1);
        for (int i = 0; i < 60; i++) {
            new TestNode(world, "10.66.0.1", 1000 + i)
                    .with(settings -> NodeSettings.of(settings.identity(), null))
                    .start()
                    .dial(server);
        }
        world.run(Duration.ofSeconds(2));
        assertThat(server.peers()).hasSize(8);
        TestNode honest = node("10.7.0.1", 4);
        honest.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.isConnectedTo(honest)).isTrue();
    }

    /** Whoever comes and goes costs a bounded number of handshakes, each of which is an actor and a key agreement. */
    @Test
    void aFloodOfLinksFromOneAddressBeginsNoMoreHandshakesThanItsRateAllows() {
        TestNode server = node("10.0.0.1", 1);
        world.network.delay = Duration.ofMillis(1);
        World.Probe<DialEvent> probe = world.probe();
        for (int i = 0; i < 1_000; i++) {
            world.network
                    .host("10.66.0.1")
                    .dial(new Endpoint(server.host, TestNode.PORT), Duration.ofSeconds(1), probe.ref());
            world.run(Duration.ofMillis(5));
            probe.heard().forEach(event -> ((DialEvent.Opened) event).link().abort());
            probe.heard().clear();
        }
        long begun = server.events(ConnectionEvent.Opened.class).size();
        assertThat(begun).as("a burst of 50, and 5 in each of 5 seconds").isBetween(50L, 76L);
        assertThat(server.counters.refused(CloseReason.HANDSHAKE_RATE)).isEqualTo(1_000 - begun);
        assertThat(server.counters.refused(CloseReason.ADDRESS_LIMIT)).isZero();
        TestNode honest = node("10.7.0.1", 4);
        honest.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.isConnectedTo(honest)).isTrue();
    }

    /** The addresses of must-connect peers have a rate of their own, whatever comes from around them. */
    @Test
    void aFloodFromBesideAMustConnectPeerDoesNotKeepItOut() {
        TestNode must = new TestNode(world, "10.66.0.9", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(must.address())))
                .start();
        world.network.delay = Duration.ofMillis(1);
        World.Probe<DialEvent> probe = world.probe();
        for (int i = 0; i < 600; i++) {
            world.network
                    .host("10.66.0." + (10 + i % 100))
                    .dial(new Endpoint(server.host, TestNode.PORT), Duration.ofSeconds(1), probe.ref());
            world.run(Duration.ofMillis(3));
            probe.heard().forEach(event -> ((DialEvent.Opened) event).link().abort());
            probe.heard().clear();
        }
        assertThat(server.counters.refused(CloseReason.HANDSHAKE_RATE)).isPositive();
        must.start();
        must.dial(server);
        assertThat(world.runUntil(() -> server.isConnectedTo(must), Duration.ofMillis(500)))
                .isTrue();
    }

    /** attacks.md, U15. */
    @Test
    void handshakesAreReservedForTheAddressesOfMustConnectPeers() {
        TestNode must = new TestNode(world, "10.2.0.1", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(must.address()))
                        .withAdmission(new AdmissionPolicy(21, 7, 10, 2, 100, 100)))
                .start();
        List<String> hosts = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            hosts.add("10." + (60 + i) + ".0.1");
        }
        world.network.delay = Duration.ofMillis(1);
        silentLinks(server, hosts);
        assertThat(server.counters.refused(CloseReason.NO_SLOT)).isEqualTo(32);
        must.start();
        must.dial(server);
        assertThat(world.runUntil(() -> server.isConnectedTo(must), Duration.ofMillis(500)))
                .isTrue();
    }

    /** attacks.md, U21: no signature is checked for somebody who could not be admitted anyway. */
    @Test
    void aFullNodeRefusesBeforeAnyCryptography() {
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(1, 0, 64, 16, 100, 100)))
                .start();
        node("10.1.0.1", 2).dial(server);
        world.run(Duration.ofSeconds(1));
        world.signatureRoom = 0;
        node("10.2.0.1", 3).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.events(ConnectionEvent.LinkRefused.class))
                .containsExactly(
                        new ConnectionEvent.LinkRefused(new Endpoint("10.2.0.1", 40_000), CloseReason.NO_SLOT));
        assertThat(server.counters.failedHandshakes(CloseReason.OVERLOADED)).isZero();
    }

    /** attacks.md, H28. */
    @Test
    void aFullCryptoPoolClosesNewcomersAndLeavesPeersAlone() {
        TestNode server = node("10.0.0.1", 1);
        TestNode friend = node("10.1.0.1", 2);
        friend.dial(server);
        world.run(Duration.ofSeconds(1));
        world.signatureRoom = 0;
        TestNode late = node("10.2.0.1", 3);
        late.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.counters.failedHandshakes(CloseReason.OVERLOADED)
                        + late.counters.failedHandshakes(CloseReason.OVERLOADED))
                .isPositive();
        friend.send(server, Topic.TX, "still here");
        world.run(Duration.ofSeconds(1));
        assertThat(server.texts(Topic.TX)).containsExactly("still here");
    }

    /** attacks.md, C6: whoever fills all slots from one subnet cannot keep others out. */
    @Test
    void aNewcomerFromAnotherSubnetTakesASlotOfTheLargestSubnet() {
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(4, 0, 64, 16, 100, 100)))
                .start();
        List<TestNode> sybils = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestNode sybil = node("10.66.0." + (i + 1), 100 + i);
            sybils.add(sybil);
            sybil.dial(server);
            world.run(Duration.ofSeconds(1));
        }
        // Until then nobody is cut off who may be waiting for an answer.
        world.run(Duration.ofSeconds(2));
        TestNode honest = node("10.1.0.1", 2);
        honest.dial(server);
        for (int i = 0; i < 1000; i++) {
            world.run(Duration.ofMillis(1));
            assertThat(server.node.peers().size()).isLessThanOrEqualTo(4);
        }
        assertThat(server.isConnectedTo(honest)).isTrue();
        assertThat(server.isConnectedTo(sybils.get(3))).isFalse();
        assertThat(server.isConnectedTo(sybils.get(0))).isTrue();
    }

    /** attacks.md, C16 and wire.md, section 9B-S13: nothing of a refused peer's reaches the application. */
    @Test
    void aBannedPeersMessagesNeverArrive() {
        TestNode banned = node("10.1.0.1", 2);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withBanned(List.of(new BanSubject.Identity(banned.id()))))
                .start();
        banned.dial(server);
        world.runUntil(() -> banned.isConnectedTo(server), Duration.ofSeconds(1));
        banned.send(server, Topic.CONSENSUS, "must not arrive");
        world.run(Duration.ofSeconds(1));
        assertThat(server.heard).isEmpty();
        assertThat(server.counters.refused(CloseReason.BANNED)).isEqualTo(1);
        assertThat(banned.isConnectedTo(server)).isFalse();
    }

    /** attacks.md, C7. */
    @Test
    void bansHitKeysAddressesAndSubnetsWhateverTheyComeFromAndExpire() {
        TestNode server = node("10.0.0.1", 1);
        TestNode peer = node("10.1.0.1", 2);
        peer.dial(server);
        world.run(Duration.ofSeconds(1));
        server.actor.tell(new NodeCommand.Ban(new BanSubject.Identity(peer.id()), null));
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).isEmpty();
        assertThat(server.heard(ApplicationEvent.PeerLost.class).get(0).reason())
                .isEqualTo(CloseReason.BANNED);

        node("10.4.0.1", 2).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).as("a banned key from a new address").isEmpty();

        server.actor.tell(
                new NodeCommand.Ban(new BanSubject.Address(NetworkAddress.of("10.5.0.1")), Duration.ofMinutes(1)));
        node("::ffff:10.5.0.1", 3).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers())
                .as("a banned address with a new key, as a mapped address")
                .isEmpty();

        server.actor.tell(new NodeCommand.Ban(BanSubject.ofAddresses("2001:db8::/45"), null));
        node("2001:db8:7::77", 4).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).as("another address of a banned /45").isEmpty();

        world.run(Duration.ofMinutes(1));
        node("10.5.0.1", 5).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).as("the address ban has expired").hasSize(1);

        server.actor.tell(new NodeCommand.Unban(new BanSubject.Identity(peer.id())));
        peer.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).as("the key was unbanned").hasSize(2);
        World.Probe<DialOutcome> outcome = world.probe();
        peer.actor.tell(new NodeCommand.Ban(new BanSubject.Identity(server.id()), null));
        peer.actor.tell(new NodeCommand.Dial(server.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard())
                .singleElement()
                .satisfies(
                        one -> assertThat(((DialOutcome.Failed) one).reason()).isEqualTo(CloseReason.BANNED));
    }

    /** The wire has no message for a refusal: who is refused before the handshake sees the stream end, and is told what it means. */
    @Test
    void whoIsRefusedBeforeTheHandshakeIsToldWhatItProbablyMeans() {
        TestNode server = node("10.0.0.1", 1);
        server.actor.tell(new NodeCommand.Ban(BanSubject.ofAddresses("10.5.0.0/16"), null));
        TestNode refused = node("10.5.0.1", 2);
        World.Probe<DialOutcome> outcome = world.probe();
        refused.actor.tell(new NodeCommand.Dial(server.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        DialOutcome.Failed failed = (DialOutcome.Failed) outcome.heard().get(0);
        assertThat(failed.reason()).isEqualTo(CloseReason.REMOTE_CLOSED);
        assertThat(failed.detail())
                .endsWith(
                        "before the peer's first byte: it has no room for us (too many connections from this address, or"
                                + " too often?), or it bans this address");
        assertThat(server.events(ConnectionEvent.LinkRefused.class))
                .containsExactly(new ConnectionEvent.LinkRefused(new Endpoint("10.5.0.1", 40_000), CloseReason.BANNED));
    }

    /** attacks.md, C1, H14. */
    @Test
    void aNodeThatDialsItselfRefusesAndRemembersTheAddress() {
        TestNode node = node("10.0.0.1", 1);
        World.Probe<DialOutcome> outcomes = world.probe();
        for (int i = 0; i < 2; i++) {
            node.actor.tell(new NodeCommand.Dial(node.addressWithoutKey(), false, false, outcomes.ref()));
            world.run(Duration.ofSeconds(2));
        }
        assertThat(node.peers()).isEmpty();
        assertThat(node.heard).isEmpty();
        assertThat(outcomes.heard())
                .hasSize(2)
                .allSatisfy(
                        one -> assertThat(((DialOutcome.Failed) one).reason()).isEqualTo(CloseReason.SELF));
        assertThat(node.events(ConnectionEvent.Opened.class))
                .as("only the first was tried")
                .hasSize(2);
    }

    /** attacks.md, H17, C11. */
    @Test
    void aStrictDialInsistsOnTheKey() {
        TestNode victim = new TestNode(world, "10.2.0.1", 3);
        TestNode impostor = node("10.2.0.1", 4);
        TestNode node = node("10.0.0.1", 1);
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Dial(victim.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(2));
        assertThat(((DialOutcome.Failed) outcome.heard().get(0)).reason()).isEqualTo(CloseReason.IDENTITY_MISMATCH);
        assertThat(node.peers()).isEmpty();

        node.actor.tell(new NodeCommand.Dial(victim.address(), false, false, outcome.ref()));
        world.run(Duration.ofSeconds(2));
        assertThat(outcome.heard().get(1)).isEqualTo(new DialOutcome.Connected(impostor.id()));
    }

    /** attacks.md, H20. */
    @Test
    void anotherChainIsIncompatible() {
        TestNode node = node("10.0.0.1", 1);
        TestNode other = new TestNode(world, "10.1.0.1", 2, 7).start();
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Dial(other.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(2));
        assertThat(((DialOutcome.Failed) outcome.heard().get(0)).reason())
                .isIn(CloseReason.INCOMPATIBLE, CloseReason.REMOTE_CLOSED, CloseReason.RESET);
        assertThat(node.counters.failedHandshakes(CloseReason.INCOMPATIBLE)
                        + other.counters.failedHandshakes(CloseReason.INCOMPATIBLE))
                .isPositive();
        assertThat(world.network.openEnds).isZero();
    }

    /** attacks.md, H26: a reset at every step frees what was held. */
    @Test
    void aLinkThatBreaksDuringTheHandshakeLeavesNothing() {
        TestNode server = node("10.0.0.1", 1);
        for (int step = 0; step < 12; step++) {
            TestNode client = node("10.1." + step + ".1", 10 + step);
            client.dial(server);
            world.run(Duration.ofMillis(20 + 5L * step));
            boolean reset = step % 2 == 0;
            String host = client.host;
            new ArrayList<>(world.network.links)
                    .stream().filter(link -> link.local().host().equals(host)).forEach(link -> {
                        if (reset) {
                            link.abort();
                        } else {
                            link.close();
                        }
                    });
            world.run(Duration.ofSeconds(4));
            assertThat(server.peers()).as("step " + step).isEmpty();
            assertThat(world.network.openEnds).as("step " + step).isZero();
        }
    }
}
