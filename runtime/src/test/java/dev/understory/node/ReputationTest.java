package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import dev.understory.node.config.NodeConfig;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.reputation.ScoreChange;
import dev.understory.reputation.Standing;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.PeerDebited;
import dev.understory.session.PeerInfo;
import dev.understory.session.SessionConfig;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReputationTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode node(String host, long seed) {
        return new TestNode(world, host, seed).start();
    }

    /** So many peers of the node's, each from a subnet of its own. */
    private List<TestNode> friends(TestNode server, int count) {
        List<TestNode> friends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            friends.add(node("10.7." + i + ".1", 100 + i));
            connect(friends.get(i), server);
        }
        return friends;
    }

    private void connect(TestNode from, TestNode to) {
        from.dial(to);
        assertThat(world.runUntil(() -> to.isConnectedTo(from) && from.isConnectedTo(to), Duration.ofSeconds(2)))
                .isTrue();
    }

    private void report(TestNode at, TestNode whom, Offence offence, int times) {
        for (int i = 0; i < times; i++) {
            at.node.report(whom.id(), offence);
        }
        world.run(Duration.ofSeconds(1));
    }

    @Test
    void whoOffendsTooMuchIsDisconnectedAndRefusedUntilHisPointsComeBack() {
        TestNode server = node("10.0.0.1", 1);
        friends(server, 2);
        TestNode liar = node("10.66.0.1", 2);
        connect(liar, server);

        report(server, liar, Offence.INVALID_TRANSACTION, 3);
        assertThat(server.isConnectedTo(liar)).as("nine points are tolerated").isTrue();
        assertThat(server.peers().stream()
                        .filter(peer -> peer.id().equals(liar.id()))
                        .map(PeerInfo::reputation))
                .containsExactly(-9);

        report(server, liar, Offence.INVALID_BLOCK, 1);
        assertThat(server.isConnectedTo(liar)).isFalse();
        assertThat(server.counters.closed(CloseReason.DISCOURAGED)).isEqualTo(1);
        assertThat(server.counters.offences(Offence.INVALID_TRANSACTION)).isEqualTo(3);
        assertThat(server.events(PeerDebited.class))
                .last()
                .isEqualTo(new PeerDebited(liar.id(), Offence.INVALID_BLOCK, -12));
        assertThat(server.heard(ApplicationEvent.PeerLost.class))
                .containsExactly(new ApplicationEvent.PeerLost(liar.id(), CloseReason.DISCOURAGED));

        liar.dial(server);
        world.run(Duration.ofSeconds(5));
        assertThat(server.isConnectedTo(liar)).isFalse();
        assertThat(server.counters.refused(CloseReason.DISCOURAGED)).isEqualTo(1);

        world.run(Duration.ofMinutes(2));
        connect(liar, server);
    }

    @Test
    void whatAPeerDoesWellIsSeenAndBuysItNoOffence() {
        TestNode server = node("10.0.0.1", 1);
        friends(server, 2);
        TestNode busy = node("10.66.0.1", 2);
        connect(busy, server);
        for (int i = 0; i < 20; i++) {
            server.node.credit(busy.id(), Credit.GOOD_BLOCK);
        }
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers().stream()
                        .filter(peer -> peer.id().equals(busy.id()))
                        .map(PeerInfo::reputation))
                .containsExactly(10);
        assertThat(server.counters.credits(Credit.GOOD_BLOCK)).isEqualTo(20);

        report(server, busy, Offence.INVALID_BLOCK, 3);
        assertThat(server.isConnectedTo(busy)).isTrue();
        report(server, busy, Offence.INVALID_BLOCK, 1);
        assertThat(server.isConnectedTo(busy)).isFalse();
        List<Standing> standings = server.ask(NodeCommand.GetStandings::new);
        assertThat(standings).singleElement().satisfies(standing -> {
            assertThat(standing.peer()).isEqualTo(busy.id());
            assertThat(standing.score()).isEqualTo(-12);
            assertThat(standing.history())
                    .extracting(ScoreChange::reason, ScoreChange::times)
                    .containsExactly(tuple(Credit.GOOD_BLOCK, 20), tuple(Offence.INVALID_BLOCK, 4));
        });
    }

    /** attacks.md, U24. */
    @Test
    void newKeysFromTheSameSubnetDoNotWipeItsSlate() {
        TestNode server = node("10.0.0.1", 1);
        friends(server, 2);
        for (int i = 0; i < 6; i++) {
            TestNode sybil = node("10.66.0." + (i + 1), 200 + i);
            connect(sybil, server);
            report(server, sybil, Offence.MESSAGE_TOO_LONG, 1);
        }
        TestNode next = node("10.66.0.99", 300);
        next.dial(server);
        world.run(Duration.ofSeconds(2));
        assertThat(server.isConnectedTo(next)).isFalse();
        assertThat(server.events(ConnectionEvent.LinkRefused.class))
                .as("before any work is spent on it")
                .extracting(ConnectionEvent.LinkRefused::reason)
                .containsExactly(CloseReason.DISCOURAGED);
        connect(node("10.66.1.1", 301), server);
    }

    @Test
    void mustConnectAndTrustedPeersLoseNothingByTheirScore() {
        TestNode must = node("10.66.0.1", 2);
        TestNode trusted = node("10.66.0.2", 3);
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings ->
                        settings.withMustConnect(List.of(must.address())).withTrusted(List.of(trusted.id())))
                .start();
        friends(server, 2);
        connect(trusted, server);
        assertThat(world.runUntil(() -> server.isConnectedTo(must), Duration.ofSeconds(5)))
                .isTrue();
        report(server, must, Offence.INVALID_MESSAGE, 9);
        report(server, trusted, Offence.INVALID_MESSAGE, 9);
        assertThat(server.isConnectedTo(must)).isTrue();
        assertThat(server.isConnectedTo(trusted)).isTrue();
        assertThat(server.counters.closed(CloseReason.DISCOURAGED)).isZero();
    }

    /** attacks.md, U22. */
    @Test
    void theLastPeersStayWhateverTheyDo() {
        TestNode server = node("10.0.0.1", 1);
        List<TestNode> all = friends(server, 4);
        for (TestNode each : all) {
            report(server, each, Offence.INVALID_MESSAGE, 9);
        }
        assertThat(server.peers()).hasSize(2);
        all.get(0).dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.peers()).hasSize(2);
        all.get(3).stop(Duration.ofSeconds(1));
        connect(all.get(0), server);
    }

    @Test
    void nobodyIsDialledWhoIsDiscouraged() {
        TestNode server = node("10.0.0.1", 1);
        friends(server, 2);
        TestNode liar = node("10.66.0.1", 2);
        server.actor.tell(new NodeCommand.Dial(liar.address(), true, true, null));
        assertThat(world.runUntil(() -> server.isConnectedTo(liar), Duration.ofSeconds(1)))
                .isTrue();
        long links = server.events(ConnectionEvent.Opened.class).size();
        report(server, liar, Offence.INVALID_MESSAGE, 5);
        world.run(Duration.ofMinutes(3));
        assertThat(server.events(ConnectionEvent.Opened.class)).hasSize((int) links);
        world.run(Duration.ofMinutes(4));
        assertThat(server.isConnectedTo(liar))
                .as("it is kept, and has recovered")
                .isTrue();
    }

    @Test
    void whatIsReportedOfAPeerThatHasGoneCountsWhenItComesBack() {
        TestNode server = node("10.0.0.1", 1);
        friends(server, 2);
        TestNode liar = node("10.66.0.1", 2);
        report(server, liar, Offence.INVALID_MESSAGE, 4);
        liar.dial(server);
        world.run(Duration.ofSeconds(1));
        assertThat(server.isConnectedTo(liar)).isFalse();
    }

    /** attacks.md, U2: limits are against abuse by strangers only. */
    @Test
    void theRateOfTransactionsHoldsForOrdinaryPeersOnly() {
        SessionConfig slow = NodeConfig.parse("understory.p2p.message-rates { TX = 10, burst = 3 s }")
                .limits()
                .peers()
                .session();
        TestNode server = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> NodeSettings.of(settings.identity(), settings.listen(), slow))
                .start();
        TestNode busy = node("10.66.0.1", 2);
        connect(busy, server);
        transactions(busy, server);
        assertThat(server.counters.messagesIn(Topic.TX)).isEqualTo(30);
        assertThat(server.counters.dropped(DropReason.RATE_LIMITED)).isEqualTo(70);
        assertThat(server.isConnectedTo(busy)).isTrue();

        server.actor.tell(new NodeCommand.SetMustConnect(List.of(busy.address())));
        world.run(Duration.ofSeconds(1));
        transactions(busy, server);
        assertThat(server.counters.messagesIn(Topic.TX)).isEqualTo(130);

        server.actor.tell(new NodeCommand.SetMustConnect(List.of()));
        world.run(Duration.ofSeconds(5));
        transactions(busy, server);
        assertThat(server.counters.messagesIn(Topic.TX)).isEqualTo(160);
        assertThat(server.counters.dropped(DropReason.RATE_LIMITED)).isEqualTo(140);
    }

    private void transactions(TestNode from, TestNode to) {
        for (int sent = 0; sent < 100; sent++) {
            from.node.send(to.id(), Topic.TX, Bytes.wrap(new byte[1]));
        }
        world.run(Duration.ofMillis(100));
    }
}
