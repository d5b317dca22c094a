package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.NetworkAddress;
import dev.understory.observe.EventCounters;
import dev.understory.peer.DialSettings;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that are named, in a network where names have addresses, other addresses, too many or none. */
class NamesTest {
    private static final String NAME = "node.test";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode node(String host, long seed) {
        return new TestNode(world, host, seed).start();
    }

    private static PeerAddress named(TestNode peer) {
        return new PeerAddress(peer.id(), NAME, TestNode.PORT);
    }

    private DialOutcome dial(TestNode node, PeerAddress address) {
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Dial(address, address.key() != null, false, outcome.ref()));
        assertThat(world.runUntil(() -> !outcome.heard().isEmpty(), Duration.ofSeconds(20)))
                .isTrue();
        return outcome.heard().get(0);
    }

    private static BanSubject address(String host) {
        return new BanSubject.Address(NetworkAddress.of(host));
    }

    private void silentLinks(TestNode server, int count) {
        for (int i = 1; i <= count; i++) {
            World.Probe<DialEvent> probe = world.probe();
            Endpoint to = new Endpoint(server.host, TestNode.PORT);
            world.network.host("10." + (60 + i) + ".0.1").dial(to, Duration.ofSeconds(1), probe.ref());
        }
        world.run(Duration.ofMillis(100));
    }

    private void reservationsHoldFor(TestNode peer, TestNode server) {
        world.run(Duration.ofMillis(100));
        silentLinks(server, 40);
        assertThat(server.counters.refused(CloseReason.NO_SLOT)).isEqualTo(32);
        // It does not listen, so that it is let in or there is no connection.
        peer.with(settings -> NodeSettings.of(settings.identity(), null)).start();
        peer.dial(server);
        assertThat(world.runUntil(() -> server.isConnectedTo(peer), Duration.ofMillis(500)))
                .isTrue();
    }

    @Test
    void handshakesAreReservedForAMustConnectPeerThatIsConfiguredByName() {
        TestNode must = new TestNode(world, "10.2.0.1", 3);
        world.network.names.put(NAME, List.of("10.9.9.9", must.host));
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(named(must)))
                        .withAdmission(new AdmissionPolicy(21, 7, 10, 2, 100, 100)))
                .start();
        reservationsHoldFor(must, server);
    }

    @Test
    void handshakesAreReservedForATrustedPeerThatIsConfiguredByName() {
        TestNode trusted = new TestNode(world, "10.2.0.1", 3);
        world.network.names.put(NAME, List.of(trusted.host));
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(named(trusted)))
                        .withTrusted(List.of(trusted.id()))
                        .withAdmission(new AdmissionPolicy(21, 7, 10, 2, 100, 100)))
                .start();
        reservationsHoldFor(trusted, server);
    }

    /** The peer moves, the name follows, and then its resolver is gone: the address known last stays reserved. */
    @Test
    void reservationsFollowANameAndOutliveItsResolver() {
        TestNode must = new TestNode(world, "10.2.0.1", 3);
        world.network.names.put(NAME, List.of("10.3.3.3"));
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(named(must)))
                        .withAdmission(new AdmissionPolicy(21, 7, 10, 2, 100, 100)))
                .start();
        world.run(Duration.ofSeconds(1));
        world.network.names.put(NAME, List.of(must.host));
        world.run(Duration.ofSeconds(200));
        world.network.names.remove(NAME);
        world.run(Duration.ofSeconds(200));
        assertThat(server.counters.of(EventCounters.Single.NAME_UNRESOLVED)).isEqualTo(1);
        reservationsHoldFor(must, server);
    }

    /** attacks.md, C7. */
    @Test
    void aBannedAddressIsNotDialledByNameAndTheNextOneIs() {
        TestNode banned = node("10.1.0.1", 2);
        TestNode other = node("10.2.0.1", 3);
        world.network.names.put(NAME, List.of(banned.host));
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withBanned(List.of(address(banned.host))))
                .start();
        assertThat(dial(node, named(banned)))
                .isEqualTo(new DialOutcome.Failed(
                        DialOutcome.Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"));
        world.network.names.put(NAME, List.of(banned.host, other.host));
        assertThat(dial(node, named(other))).isEqualTo(new DialOutcome.Connected(other.id()));
        assertThat(node.counters.skipped(SkipReason.BANNED)).isEqualTo(2);
        assertThat(banned.events(ConnectionEvent.Opened.class)).isEmpty();
    }

    @Test
    void aBanThatComesWhileTheLinkIsOpenedCounts() {
        TestNode peer = node("10.1.0.1", 2);
        world.network.names.put(NAME, List.of(peer.host));
        TestNode node = node("10.0.0.1", 1);
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Dial(named(peer), true, false, outcome.ref()));
        world.run(Duration.ofMillis(25));
        node.actor.tell(new NodeCommand.Ban(address(peer.host), null));
        world.run(Duration.ofSeconds(1));
        assertThat(outcome.heard())
                .containsExactly(new DialOutcome.Failed(
                        DialOutcome.Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"));
        assertThat(world.network.openEnds).isZero();
    }

    @Test
    void aBannedNameBansTheAddressesThatItGetsLater() {
        TestNode peer = node("10.1.0.1", 2);
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withBanned(List.of(new BanSubject.Name("NODE.test."))))
                .start();
        assertThat(dial(node, named(peer)))
                .as("the name itself, though nobody knows where it leads")
                .isEqualTo(new DialOutcome.Failed(
                        DialOutcome.Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"));
        assertThat(dial(node, peer.address())).isInstanceOf(DialOutcome.Connected.class);
        world.network.names.put(NAME, List.of(peer.host));
        assertThat(world.runUntil(() -> node.peers().isEmpty(), Duration.ofSeconds(70)))
                .isTrue();
        assertThat(node.counters.closed(CloseReason.BANNED)).isEqualTo(1);

        world.network.names.remove(NAME);
        world.run(Duration.ofMinutes(10));
        assertThat(dial(node, peer.address())).as("still").isInstanceOf(DialOutcome.Failed.class);
        node.actor.tell(new NodeCommand.Unban(new BanSubject.Name(NAME)));
        assertThat(dial(node, peer.address())).isInstanceOf(DialOutcome.Connected.class);
        int before = world.network.lookups.size();
        world.run(Duration.ofMinutes(10));
        assertThat(world.network.lookups).as("nobody asks for it any more").hasSize(before);
    }

    @Test
    void aBannedNameBeyondTheLimitIsRefusedAndThatIsSaid() {
        TestNode node = node("10.0.0.1", 1);
        for (int i = 0; i <= BanSubject.MOST_NAMES; i++) {
            node.actor.tell(new NodeCommand.Ban(new BanSubject.Name("host" + i), null));
        }
        world.run(Duration.ZERO);
        assertThat(node.events(ConnectionEvent.NameUnresolved.class))
                .filteredOn(name -> name.host().equals("host" + BanSubject.MOST_NAMES))
                .extracting(ConnectionEvent.NameUnresolved::detail)
                .containsExactly("the host name host512 is not banned: 512 others are");
        world.run(Duration.ofSeconds(1));
        assertThat(world.network.lookups).doesNotContain("host" + BanSubject.MOST_NAMES);
    }

    @Test
    void aBanOfANameExpires() {
        TestNode peer = node("10.1.0.1", 2);
        world.network.names.put(NAME, List.of(peer.host));
        TestNode node = node("10.0.0.1", 1);
        node.actor.tell(new NodeCommand.Ban(new BanSubject.Name(NAME), Duration.ofMinutes(5)));
        world.run(Duration.ofMinutes(4));
        assertThat(dial(node, peer.address())).isInstanceOf(DialOutcome.Failed.class);
        world.run(Duration.ofMinutes(1));
        assertThat(dial(node, named(peer))).isInstanceOf(DialOutcome.Connected.class);
    }

    /** attacks.md, C12. */
    @Test
    void ofANamesManyAddressesOnlyAFewAreTriedInTheTimeOfOneDial() {
        List<String> answer = new ArrayList<>(List.of("0.0.0.0", "::", "224.0.0.1"));
        for (int i = 0; i < 1000; i++) {
            answer.add("10.77." + i / 250 + "." + i % 250);
        }
        world.network.names.put(NAME, answer);
        world.network.swallows = (from, to) -> to.startsWith("10.77.");
        TestNode node = node("10.0.0.1", 1);
        long before = world.now();
        DialOutcome.Failed failed = (DialOutcome.Failed) dial(node, new PeerAddress(null, NAME, TestNode.PORT));
        assertThat(failed.detail())
                .matches("TIMEOUT: no answer from 10.77.0.15:9001 .the last of 16 addresses of node.test.");
        assertThat(world.now() - before).isLessThanOrEqualTo(2_050_000_000L);
        assertThat(node.counters.skipped(SkipReason.NOT_UNICAST)).isEqualTo(3);
        assertThat(node.counters.skipped(SkipReason.BEYOND_LIMIT)).isEqualTo(984);
    }

    /** attacks.md, C1. */
    @Test
    void aNameOfOursIsNotDialledAgainUnderWhateverName() {
        TestNode node = node("10.0.0.1", 1);
        world.network.names.put(NAME, List.of(node.host));
        world.network.names.put("alias.test", List.of(node.host));
        DialOutcome.Failed first = (DialOutcome.Failed) dial(node, new PeerAddress(null, NAME, TestNode.PORT));
        assertThat(first.reason()).isEqualTo(CloseReason.SELF);
        int opened = node.events(ConnectionEvent.Opened.class).size();
        DialOutcome.Failed again = (DialOutcome.Failed) dial(node, new PeerAddress(null, "alias.test", TestNode.PORT));
        assertThat(again.detail()).isEqualTo("not dialled: SELF");
        assertThat(node.events(ConnectionEvent.Opened.class)).hasSize(opened);
    }

    /** attacks.md, C11. */
    @Test
    void aMustConnectNameThatLeadsToSomebodyElseIsTriedUntilItLeadsToThePeer() {
        TestNode must = node("10.1.0.1", 2);
        TestNode attacker = node("10.66.0.1", 3);
        world.network.names.put(NAME, List.of(attacker.host));
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(named(must))))
                .start();
        world.run(Duration.ofSeconds(10));
        assertThat(node.peers()).isEmpty();
        assertThat(node.counters.failedHandshakes(CloseReason.IDENTITY_MISMATCH))
                .isGreaterThan(2);
        world.network.names.put(NAME, List.of(must.host));
        assertThat(world.runUntil(() -> node.isConnectedTo(must), Duration.ofSeconds(20)))
                .isTrue();
    }

    @Test
    void namesThatHangTakeNoTurnFromTheDials() {
        TestNode peer = node("10.1.0.1", 2);
        DialSettings usual = DialSettings.DEFAULT;
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withDial(new DialSettings(
                        usual.lookupTimeout(),
                        usual.timeout(),
                        1,
                        10,
                        usual.firstDelay(),
                        usual.maxDelay(),
                        usual.factor(),
                        usual.jitter(),
                        usual.yield(),
                        usual.mustConnectTimeout(),
                        usual.mustConnectDelay())))
                .start();
        List<World.Probe<DialOutcome>> hanging = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            world.network.hanging.add(i + ".test");
            World.Probe<DialOutcome> outcome = world.probe();
            hanging.add(outcome);
            node.actor.tell(
                    new NodeCommand.Dial(new PeerAddress(null, i + ".test", 9001), false, false, outcome.ref()));
        }
        node.dial(peer);
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofMillis(200)))
                .isTrue();
        world.run(usual.lookupTimeout());
        assertThat(hanging)
                .allSatisfy(outcome -> assertThat(outcome.heard())
                        .singleElement()
                        .satisfies(one -> assertThat(((DialOutcome.Failed) one).detail())
                                .startsWith("UNRESOLVED: ")
                                .endsWith(" hangs")));
    }

    @Test
    void theTimeOfADialBeginsWhenItsNameIsKnown() {
        TestNode peer = node("10.1.0.1", 2);
        TestNode node = node("10.0.0.1", 1);
        world.network.names.put(NAME, List.of(peer.host));
        world.network.delay = Duration.ofMillis(1900);
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Dial(named(peer), true, false, outcome.ref()));
        world.run(Duration.ofMillis(1950));
        world.network.delay = Duration.ofMillis(10);
        world.run(Duration.ofSeconds(3));
        assertThat(outcome.heard()).containsExactly(new DialOutcome.Connected(peer.id()));
    }

    @Test
    void lookupsBeyondTheQueueFail() {
        DialSettings usual = DialSettings.DEFAULT;
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withAdmission(new AdmissionPolicy(21, 100, 64, 16, 8, 16))
                        .withDial(new DialSettings(
                                usual.lookupTimeout(),
                                usual.timeout(),
                                1,
                                3,
                                usual.firstDelay(),
                                usual.maxDelay(),
                                usual.factor(),
                                usual.jitter(),
                                usual.yield(),
                                usual.mustConnectTimeout(),
                                usual.mustConnectDelay())))
                .start();
        for (int i = 0; i < 6; i++) {
            world.network.hanging.add(i + ".test");
            node.actor.tell(new NodeCommand.Dial(new PeerAddress(null, i + ".test", 9001), false, false, null));
        }
        world.run(Duration.ofSeconds(1));
        assertThat(node.events(ConnectionEvent.DialFailed.class))
                .extracting(ConnectionEvent.DialFailed::detail)
                .containsExactly(
                        "UNRESOLVED: too many host names are being looked up",
                        "UNRESOLVED: too many host names are being looked up");
    }

    @Test
    void aNodeThatStopsWaitsForNoLookup() {
        world.network.hanging.add(NAME);
        TestNode node = node("10.0.0.1", 1);
        World.Probe<DialOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.Dial(new PeerAddress(null, NAME, 9001), false, true, outcome.ref()));
        world.run(Duration.ofSeconds(1));
        long before = world.now();
        node.stop(Duration.ofSeconds(1));
        assertThat(world.now() - before).isLessThan(100_000_000L);
        assertThat(outcome.heard()).hasSize(1);
    }
}
