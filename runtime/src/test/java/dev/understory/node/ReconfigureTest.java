package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.MustConnectAnswer;
import dev.understory.admission.ReconfigureAnswer;
import dev.understory.application.ApplicationEvent.PeerLost;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.peer.KnownPeers;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a running node goes by is changed as a whole (attacks.md, R3). */
class ReconfigureTest {
    private static final AdmissionPolicy CAPS = new AdmissionPolicy(21, 7, 64, 16, 8, 16);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode node(String host, long seed) {
        return new TestNode(world, host, seed).start();
    }

    private static KnownPeers known(
            List<PeerAddress> kept, List<PeerAddress> must, List<PublicKey> trusted, List<BanSubject> banned) {
        return new KnownPeers(kept, must, trusted, banned);
    }

    private ReconfigureAnswer change(TestNode node, KnownPeers known, AdmissionPolicy caps) {
        ReconfigureAnswer answer = node.ask(replyTo -> new NodeCommand.Reconfigure(known, caps, replyTo));
        world.run(Duration.ofSeconds(2));
        return answer;
    }

    /** So many peers that have dialled the node, each in a network of its own. */
    private List<TestNode> peers(TestNode node, int count) {
        List<TestNode> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestNode peer = node("10." + (50 + i) + ".0.1", 100 + i);
            peer.dial(node);
            world.run(Duration.ofMillis(500));
            peers.add(peer);
        }
        assertThat(node.peers()).hasSize(count);
        return peers;
    }

    @Test
    void someMustConnectPeersChangeWithoutTheOthers() {
        TestNode server = node("10.0.0.1", 1);
        TestNode one = node("10.1.0.1", 2);
        TestNode two = node("10.2.0.1", 3);
        change(server, known(List.of(), List.of(one.address()), List.of(), List.of()), CAPS);
        MustConnectAnswer added =
                server.ask(replyTo -> new NodeCommand.ChangeMustConnect(Set.of(), List.of(two.address()), replyTo));
        assertThat(added).isEqualTo(new MustConnectAnswer(2, List.of(two.id()), List.of(), List.of()));
        ReconfigureAnswer kept =
                server.ask(replyTo -> new NodeCommand.Reconfigure(KnownPeers.NOBODY, CAPS, true, replyTo));
        assertThat(kept)
                .isEqualTo(new ReconfigureAnswer.Applied(new MustConnectAnswer(2, List.of(), List.of(), List.of()), 0));
        MustConnectAnswer removed =
                server.ask(replyTo -> new NodeCommand.ChangeMustConnect(Set.of(one.id()), List.of(), replyTo));
        assertThat(removed).isEqualTo(new MustConnectAnswer(1, List.of(), List.of(one.id()), List.of()));
    }

    @Test
    void loweredLimitsCloseTheYoungestOfTheMostCrowdedNetworkFirst() {
        TestNode server = node("10.0.0.1", 1);
        List<TestNode> peers = peers(server, 4);
        TestNode neighbour = node("10.50.7.1", 99);
        neighbour.dial(server);
        world.run(Duration.ofSeconds(1));
        AdmissionPolicy three = new AdmissionPolicy(3, 7, 64, 16, 8, 16);
        assertThat(change(server, KnownPeers.NOBODY, three))
                .isEqualTo(new ReconfigureAnswer.Applied(new MustConnectAnswer(0, List.of(), List.of(), List.of()), 2));
        assertThat(server.heard(PeerLost.class))
                .containsExactly(
                        new PeerLost(neighbour.id(), CloseReason.NO_SLOT),
                        new PeerLost(peers.get(3).id(), CloseReason.NO_SLOT));
        assertThat(server.peers()).hasSize(3);
        assertThat(server.broken()).isEmpty();
        change(server, KnownPeers.NOBODY, CAPS);
        peers.get(3).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).hasSize(4);
    }

    @Test
    void loweredLimitsForPeersThatWeDialCloseTheYoungest() {
        TestNode one = node("10.1.0.1", 2);
        TestNode two = node("10.2.0.1", 3);
        TestNode server = node("10.0.0.1", 1);
        server.dial(one);
        world.run(Duration.ofSeconds(1));
        server.dial(two);
        world.run(Duration.ofSeconds(1));
        change(server, KnownPeers.NOBODY, new AdmissionPolicy(21, 1, 64, 16, 8, 16));
        assertThat(server.peers()).extracting(PeerInfo::id).containsExactly(one.id());
    }

    @Test
    void whoBecomesTrustedNeedsNoSlotAndWhoCeasesToBeDoes() {
        TestNode server = node("10.0.0.1", 1);
        List<TestNode> peers = peers(server, 2);
        AdmissionPolicy none = new AdmissionPolicy(0, 0, 64, 16, 8, 16);
        change(server, known(List.of(), List.of(), List.of(peers.get(0).id()), List.of()), none);
        assertThat(server.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.id()).isEqualTo(peers.get(0).id());
            assertThat(peer.trusted()).isTrue();
        });
        change(server, KnownPeers.NOBODY, none);
        assertThat(server.peers()).isEmpty();
    }

    @Test
    void whoIsBannedByTheNewConfigurationGoesAndWhoIsNoLongerMayComeAgain() {
        TestNode server = node("10.0.0.1", 1);
        List<TestNode> peers = peers(server, 2);
        BanSubject network = BanSubject.ofAddresses("10.50.0.0/16");
        server.actor.tell(
                new NodeCommand.Ban(new BanSubject.Identity(peers.get(1).id()), null));
        change(server, known(List.of(), List.of(), List.of(), List.of(network)), CAPS);
        assertThat(server.peers()).isEmpty();
        assertThat(server.<List<Ban>>ask(NodeCommand.GetBans::new))
                .extracting(Ban::reason)
                .containsExactly(BanReason.OPERATOR, BanReason.CONFIGURED);
        change(server, KnownPeers.NOBODY, CAPS);
        peers.forEach(peer -> peer.dial(server));
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers())
                .as("what an operator has banned stays banned")
                .extracting(PeerInfo::id)
                .containsExactly(peers.get(0).id());
    }

    @Test
    void whoIsKeptIsDialledAndWhoIsNoLongerIsNotDialledAgain() {
        TestNode first = node("10.1.0.1", 2);
        TestNode second = node("10.2.0.1", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(first.addressWithoutKey())))
                .start();
        world.run(Duration.ofSeconds(2));
        change(server, known(List.of(second.address()), List.of(), List.of(), List.of()), CAPS);
        assertThat(server.peers()).extracting(PeerInfo::id).containsExactly(first.id(), second.id());
        first.stop(Duration.ofSeconds(1));
        second.stop(Duration.ofSeconds(1));
        first.start();
        second.start();
        world.run(Duration.ofMinutes(2));
        assertThat(server.peers()).extracting(PeerInfo::id).containsExactly(second.id());
    }

    @Test
    void whomAnEmbedderKeepsAConnectionToStaysKeptWhenTheConfigurationForgetsHim() {
        TestNode first = node("10.1.0.1", 2);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(first.address())))
                .start();
        server.actor.tell(new NodeCommand.Dial(first.address(), true, true, null));
        world.run(Duration.ofSeconds(2));
        change(server, known(List.of(), List.of(), List.of(), List.of()), CAPS);
        first.stop(Duration.ofSeconds(1));
        first.start();
        world.run(Duration.ofMinutes(2));
        assertThat(server.peers()).extracting(PeerInfo::id).containsExactly(first.id());
    }

    @Test
    void aRefusedChangeChangesNothing() {
        TestNode server = node("10.0.0.1", 1);
        List<TestNode> peers = peers(server, 2);
        List<BanSubject> names = IntStream.rangeClosed(0, BanSubject.MOST_NAMES)
                .<BanSubject>mapToObj(i -> new BanSubject.Name("n" + i + ".test"))
                .toList();
        assertThat(change(
                        server,
                        known(List.of(), List.of(), List.of(peers.get(0).id()), names),
                        new AdmissionPolicy(0, 0, 64, 16, 8, 16)))
                .isEqualTo(new ReconfigureAnswer.Refused(List.of(
                        "513 host names would be banned, those banned while the node ran included, and 512 can be")));
        assertThat(server.peers()).hasSize(2).noneMatch(PeerInfo::trusted);
        assertThat(server.<List<Ban>>ask(NodeCommand.GetBans::new)).isEmpty();
    }

    /** attacks.md, C10: ten changes a second. */
    @Test
    void peersThatNoChangeConcernsKeepTheirConnections() {
        TestNode server = node("10.0.0.1", 1);
        List<TestNode> peers = peers(server, 3);
        for (int i = 0; i < 50; i++) {
            KnownPeers known = i % 2 == 0
                    ? known(
                            List.of(peers.get(2).address()),
                            List.of(peers.get(0).address()),
                            List.of(peers.get(1).id()),
                            List.of(BanSubject.ofAddresses("192.0.2." + i)))
                    : known(
                            List.of(peers.get(1).address()),
                            List.of(peers.get(2).address(), peers.get(0).address()),
                            List.of(),
                            List.of());
            server.actor.tell(new NodeCommand.Reconfigure(known, CAPS, null));
            world.run(Duration.ofMillis(100));
        }
        assertThat(server.heard(PeerLost.class)).isEmpty();
        assertThat(server.broken()).isEmpty();
    }
}
