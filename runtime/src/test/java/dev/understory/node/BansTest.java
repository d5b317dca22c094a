package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.BanAnswer;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.limits.NetworkAddress;
import dev.understory.observe.NodeEvent;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerSettings;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.reputation.StandingDocument;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.store.MemoryStore;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreLimits;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BansTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final AutoBanPolicy THREE =
            new AutoBanPolicy(3, Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofHours(24), List.of());

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode node(String host, long seed) {
        return new TestNode(world, host, seed).start();
    }

    private TestNode server(AutoBanPolicy autoBan) {
        return new TestNode(world, "10.0.0.1", 1)
                .with(settings -> new NodeSettings(
                        settings.identity(),
                        settings.listen(),
                        with(settings.peers(), autoBan),
                        settings.known(),
                        settings.gossip()))
                .start();
    }

    private static PeerSettings with(PeerSettings peers, AutoBanPolicy autoBan) {
        return new PeerSettings(
                peers.session(),
                peers.connection(),
                peers.dial(),
                peers.admission(),
                peers.reputation(),
                autoBan,
                peers.keepsStanding());
    }

    /** Its signatures do not verify. */
    private TestNode liar(String host, long seed) {
        TestNode liar = new TestNode(world, host, seed);
        liar.signed = result -> {
            if (result instanceof Result.Signed(byte[] signature)) {
                signature[5] ^= 1;
            }
            return result;
        };
        return liar.start();
    }

    private void dial(TestNode from, TestNode to, int times) {
        for (int i = 0; i < times; i++) {
            from.dial(to);
            world.run(Duration.ofSeconds(2));
        }
    }

    private static List<Ban> bans(TestNode node) {
        return node.ask(NodeCommand.GetBans::new);
    }

    @Test
    void anAddressFromWhichSignaturesDoNotVerifyIsBannedForAWhile() {
        TestNode server = server(THREE);
        TestNode liar = liar("10.66.0.1", 2);
        dial(liar, server, 2);
        assertThat(bans(server)).isEmpty();
        dial(liar, server, 1);
        assertThat(server.counters.failedHandshakes(CloseReason.BAD_SIGNATURE)).isEqualTo(3);
        assertThat(server.counters.bans(BanReason.FAILED_AUTHENTICATION)).isEqualTo(1);
        assertThat(bans(server)).singleElement().satisfies(ban -> {
            assertThat(ban.subject()).isEqualTo(BanSubject.ofAddresses("10.66.0.1"));
            assertThat(ban.reason()).isEqualTo(BanReason.FAILED_AUTHENTICATION);
            assertThat(ban.left()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        });

        TestNode neighbour = node("10.66.0.1", 3);
        dial(neighbour, server, 1);
        assertThat(server.isConnectedTo(neighbour)).isFalse();
        assertThat(server.counters.refused(CloseReason.BANNED)).isEqualTo(1);
        TestNode elsewhere = node("10.66.0.2", 4);
        dial(elsewhere, server, 1);
        assertThat(server.isConnectedTo(elsewhere)).isTrue();

        world.run(Duration.ofMinutes(10));
        dial(neighbour, server, 1);
        assertThat(server.isConnectedTo(neighbour)).isTrue();
        assertThat(bans(server)).isEmpty();
    }

    @Test
    void oneBehindANatDoesNotHaveItsNeighboursBanned() {
        TestNode server = server(THREE);
        TestNode neighbour = node("10.66.0.1", 3);
        dial(neighbour, server, 1);
        dial(liar("10.66.0.1", 2), server, 20);
        assertThat(server.isConnectedTo(neighbour)).isTrue();
        neighbour.actor.tell(new NodeCommand.Disconnect(server.id()));
        world.run(Duration.ofSeconds(1));
        dial(neighbour, server, 1);
        assertThat(server.isConnectedTo(neighbour)).isTrue();
        assertThat(bans(server)).isEmpty();
    }

    @Test
    void nobodyIsBannedForSilenceGarbageAnotherChainOrABrokenLine() {
        TestNode server = server(new AutoBanPolicy(1, HOUR, HOUR, Duration.ZERO, List.of()));
        RawPeer.connect(server, "10.66.0.1");
        RawPeer.connect(server, "10.66.0.2").write((byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff);
        RawPeer.connect(server, "10.66.0.3").write(new byte[100]);
        dial(new TestNode(world, "10.66.0.4", 4, 77).start(), server, 3);
        world.run(Duration.ofSeconds(10));
        assertThat(server.events(ConnectionEvent.HandshakeFailed.class))
                .extracting(ConnectionEvent.HandshakeFailed::reason)
                .contains(CloseReason.HANDSHAKE_TIMEOUT, CloseReason.HANDSHAKE_MALFORMED, CloseReason.INCOMPATIBLE);
        assertThat(bans(server)).isEmpty();
    }

    @Test
    void whoIsExpectedIsNotBannedForWhatComesFromItsAddress() {
        TestNode must = node("10.66.0.1", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> new NodeSettings(
                                settings.identity(),
                                settings.listen(),
                                with(settings.peers(), new AutoBanPolicy(1, HOUR, HOUR, Duration.ZERO, List.of())),
                                settings.known(),
                                settings.gossip())
                        .withMustConnect(List.of(must.address())))
                .start();
        dial(liar("10.66.0.1", 2), server, 3);
        assertThat(bans(server)).isEmpty();
        assertThat(server.isConnectedTo(must)).isTrue();
    }

    @Test
    void whoOrdersABanHearsWhatCameOfItAndSeesItWithItsReasonAndEnd() {
        TestNode server = node("10.0.0.1", 1);
        BanSubject subject = BanSubject.ofAddresses("192.0.2.0/24");
        assertThat(server.<BanAnswer>ask(replyTo -> new NodeCommand.Ban(subject, HOUR, replyTo)))
                .isEqualTo(BanAnswer.IN_FORCE);
        BanSubject lasting = new BanSubject.Name("Bad.Test.");
        server.actor.tell(new NodeCommand.Ban(lasting, null));
        world.run(Duration.ofMinutes(1));
        assertThat(bans(server))
                .containsExactly(
                        new Ban(subject, BanReason.OPERATOR, Duration.ofMinutes(1), Duration.ofMinutes(59)),
                        new Ban(lasting, BanReason.OPERATOR, Duration.ofMinutes(1), null));
        assertThat(server.<BanAnswer>ask(replyTo -> new NodeCommand.Unban(subject, replyTo)))
                .isEqualTo(BanAnswer.LIFTED);
        assertThat(server.<BanAnswer>ask(replyTo -> new NodeCommand.Unban(subject, replyTo)))
                .isEqualTo(BanAnswer.NOT_THERE);
        assertThat(server.events(ConnectionEvent.Unbanned.class)).hasSize(1);
    }

    /** attacks.md, C7 and U24. */
    @Test
    void bansAndScoresAreThereAfterARestartAndEndOnTime() {
        TestNode server = new TestNode(world, "10.0.0.1", 1);
        server.store = new MemoryStore(StoreLimits.DEFAULT, true);
        server.start();
        TestNode banned = node("10.66.0.1", 2);
        TestNode liar = node("10.66.1.1", 3);
        BanSubject address = new BanSubject.Address(NetworkAddress.of("10.66.2.1"));
        server.actor.tell(new NodeCommand.Ban(new BanSubject.Identity(banned.id()), null));
        server.actor.tell(new NodeCommand.Ban(address, HOUR));
        for (int i = 0; i < 5; i++) {
            server.node.report(liar.id(), Offence.INVALID_BLOCK);
        }
        world.run(Duration.ofMinutes(1));
        server.stop(Duration.ofSeconds(1));
        world.run(Duration.ofMinutes(2));

        server.start();
        world.run(Duration.ofMillis(10));
        assertThat(bans(server))
                .extracting(Ban::subject)
                .containsExactly(new BanSubject.Identity(banned.id()), address, new BanSubject.Identity(liar.id()));
        assertThat(bans(server).get(1).left()).isBetween(Duration.ofMinutes(56), Duration.ofMinutes(57));
        assertThat(bans(server).get(2).reason()).isEqualTo(BanReason.LOW_SCORE);
        dial(node("10.66.0.9", 4), server, 1);
        dial(node("10.66.5.9", 5), server, 1);
        dial(banned, server, 1);
        dial(liar, server, 1);
        assertThat(server.isConnectedTo(banned)).isFalse();
        assertThat(server.isConnectedTo(liar)).isFalse();
        world.run(Duration.ofMinutes(60));
        assertThat(bans(server)).extracting(Ban::subject).containsExactly(new BanSubject.Identity(banned.id()));
    }

    @Test
    void aBanIsKeptWithinASecondAlthoughTheProcessDies() {
        TestNode server = new TestNode(world, "10.0.0.1", 1);
        server.store = new MemoryStore(StoreLimits.DEFAULT, true);
        server.start();
        server.actor.tell(new NodeCommand.Ban(BanSubject.ofAddresses("192.0.2.1"), null));
        world.run(Duration.ofMillis(1_100));
        world.stop(server.actor);
        server.start();
        world.run(Duration.ofMillis(10));
        assertThat(bans(server)).hasSize(1);
    }

    @Test
    void aDocumentThatCannotBeReadIsSetAsideAndTheNodeStarts() {
        TestNode server = new TestNode(world, "10.0.0.1", 1);
        server.store = new MemoryStore(StoreLimits.DEFAULT, true);
        World.Probe<StoreAnswer> answers = world.probe();
        Bytes garbage = Bytes.wrap(new byte[] {1, 2, 3});
        server.store.documents("p2p").write(StandingDocument.NAME, garbage, 0, answers.ref());
        server.start();
        world.run(Duration.ofSeconds(1));
        assertThat(server.nodeEvents)
                .contains(new NodeEvent.Storage(new StoreEvent.DocumentDamaged(
                        server.store.documents("p2p").nameOf("standing"),
                        "does not parse: java.io.EOFException",
                        "p2p.standing-unreadable")));
        TestNode peer = node("10.66.0.1", 2);
        dial(peer, server, 1);
        assertThat(server.isConnectedTo(peer)).isTrue();
        ActorRef<StoreAnswer> ask = answers.ref();
        server.store.documents("p2p").read("standing-unreadable", 7, ask);
        world.run(Duration.ZERO);
        assertThat(answers.heard().getLast())
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(found.content()).isEqualTo(garbage));
    }
}
