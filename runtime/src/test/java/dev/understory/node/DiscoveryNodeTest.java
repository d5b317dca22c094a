package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Registration;
import dev.understory.discovery.DiscoveryEvent;
import dev.understory.discovery.DiscoverySettings;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.mux.Topic;
import dev.understory.observe.EventCounters;
import dev.understory.observe.NodeEvent;
import dev.understory.peer.KnownPeers;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.store.DocumentName;
import dev.understory.store.StoreAnswer;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole nodes that find each other. */
final class DiscoveryNodeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static DiscoverySettings finding(TestNode... seeds) {
        DiscoverySettings usual = DiscoverySettings.DEFAULT;
        List<PeerAddress> addresses = new ArrayList<>();
        for (TestNode seed : seeds) {
            addresses.add(seed.address());
        }
        return new DiscoverySettings(
                true, false, addresses, usual.save(), usual.exchange(), usual.dialling(), usual.crawl());
    }

    private TestNode node(int number, TestNode... seeds) {
        return new TestNode(world, "10." + number + ".0.1", number)
                .with(settings -> settings.withDiscovery(finding(seeds)));
    }

    private static long count(TestNode node, String counter) {
        return node.counters.nonZero().getOrDefault(counter, 0L);
    }

    @Test
    void nodesThatKnowOneSeedOnlyFindEachOtherAndLeaveTheSeed() {
        TestNode seed = node(1).start();
        List<TestNode> nodes = new ArrayList<>();
        for (int i = 2; i <= 7; i++) {
            nodes.add(node(i, seed).start());
        }
        assertThat(world.runUntil(
                        () -> nodes.stream()
                                .allMatch(one ->
                                        nodes.stream().allMatch(other -> one == other || one.isConnectedTo(other))),
                        PATIENCE))
                .isTrue();
        assertThat(nodes).anyMatch(node -> node.counters.closed(CloseReason.LOCAL) > 0);
        assertThat(count(seed, "discovery.ANSWERED")).isGreaterThan(5);
    }

    @Test
    void aChangeIsHeardOfByWhoeverFindsPeersThoughNobodyWaitsForItsAnswer() {
        TestNode other = node(2).start();
        TestNode node = node(1, other);
        AdmissionPolicy none = new AdmissionPolicy(21, 0, 64, 16, 8, 16);
        node.with(settings -> settings.withAdmission(none)).start();
        world.run(Duration.ofMinutes(2));
        List<BanSubject> tooMany = IntStream.rangeClosed(0, BanSubject.MOST_NAMES)
                .<BanSubject>mapToObj(i -> new BanSubject.Name("n" + i + ".test"))
                .toList();
        KnownPeers refused = new KnownPeers(List.of(), List.of(), List.of(), tooMany);
        node.actor.tell(new NodeCommand.Reconfigure(refused, AdmissionPolicy.DEFAULT, null));
        world.run(Duration.ofMinutes(2));
        assertThat(node.counters.of(EventCounters.Single.OPENED)).isZero();
        node.actor.tell(new NodeCommand.Reconfigure(KnownPeers.NOBODY, AdmissionPolicy.DEFAULT, null));
        assertThat(world.runUntil(() -> node.isConnectedTo(other), PATIENCE)).isTrue();
    }

    @Test
    void whoStartsAgainDialsItsPeersOfBeforeFirst() {
        TestNode seed = node(1).start();
        TestNode peer = node(2, seed).start();
        TestNode node = node(3, seed).start();
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), PATIENCE)).isTrue();
        node.stop(Duration.ofSeconds(1));
        world.run(Duration.ofSeconds(10));
        TestNode again = node(3);
        again.store = node.store;
        again.start();
        world.run(Duration.ofSeconds(3));
        assertThat(again.nodeEvents)
                .anyMatch(event -> event instanceof NodeEvent.Discovery(DiscoveryEvent.Dialled dial)
                        && dial.purpose() == DiscoveryEvent.Purpose.ANCHOR
                        && dial.answered());
    }

    @Test
    void aBookThatIsNoneIsKeptAsideAndTheNodeBeginsWithoutIt() {
        TestNode node = node(1);
        World.Probe<StoreAnswer.Write> written = world.probe();
        Bytes junk = Bytes.wrap(new byte[] {1, 2, 3});
        node.store.write(new DocumentName("p2p", "book"), junk, 0, written.ref());
        node.start();
        world.run(Duration.ofSeconds(1));
        assertThat(node.nodeEvents)
                .anyMatch(event -> event instanceof NodeEvent.Discovery(DiscoveryEvent.BookDamaged damaged))
                .contains(new NodeEvent.Discovery(new DiscoveryEvent.BookLoaded(0)));
        World.Probe<StoreAnswer.Read> read = world.probe();
        node.store.read(new DocumentName("p2p", "book-unusable"), 0, read.ref());
        world.run(Duration.ofMillis(1));
        assertThat(((StoreAnswer.Found) read.heard().get(0)).content()).isEqualTo(junk);
        assertThat(count(node, "discovery.BOOKS_DAMAGED")).isEqualTo(1);
    }

    @Test
    void addressesThatNobodyAskedForCostTheirSenderAPoint() {
        TestNode node = node(1).start();
        TestNode peer = new TestNode(world, "10.2.0.1", 2).start();
        peer.dial(node);
        world.run(Duration.ofSeconds(1));
        peer.send(node, Topic.PEERS_RESPONSE, "");
        world.run(Duration.ofSeconds(1));
        assertThat(node.counters.offences(Offence.PEERS_NOT_ASKED_FOR)).isEqualTo(1);
        assertThat(count(node, "discovery.refused.NOT_ASKED_FOR")).isEqualTo(1);
    }

    @Test
    void aStormOfRequestsIsMetWithSilenceAndNothingElse() {
        TestNode node = node(1).start();
        TestNode peer = new TestNode(world, "10.2.0.1", 2).start();
        peer.dial(node);
        world.run(Duration.ofSeconds(1));
        for (int i = 0; i < 1000; i++) {
            peer.send(node, Topic.PEERS_REQUEST, "");
        }
        world.run(Duration.ofSeconds(5));
        assertThat(count(node, "discovery.ANSWERED")).isEqualTo(2);
        assertThat(count(node, "discovery.REQUESTS_IGNORED")).isBetween(8L, 13L);
        assertThat(node.counters.dropped(DropReason.RATE_LIMITED))
                .isEqualTo(998 - count(node, "discovery.REQUESTS_IGNORED"));
        assertThat(peer.isConnectedTo(node)).isTrue();
        assertThat(node.counters.nonZero().keySet()).noneMatch(name -> name.startsWith("offence."));
    }

    @Test
    void anApplicationThatIsRegisteredForTheTopicsKeepsThem() {
        TestNode node = node(1);
        node.applications = List.of(Registration.of("own", node, Topic.PEERS_REQUEST, Topic.PEERS_RESPONSE));
        node.start();
        TestNode peer = new TestNode(world, "10.2.0.1", 2).start();
        peer.dial(node);
        world.run(Duration.ofMinutes(2));
        peer.send(node, Topic.PEERS_REQUEST, "");
        world.run(Duration.ofSeconds(1));
        assertThat(node.heard).anyMatch(event -> event.toString().contains("PEERS_REQUEST"));
        assertThat(count(node, "discovery.ASKED")).isZero();
    }
}
