package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.admission.MustConnectAnswer;
import dev.understory.admission.MustConnectAnswer.Skipped;
import dev.understory.admission.MustConnectAnswer.Why;
import dev.understory.application.ApplicationEvent.PeerAdmitted;
import dev.understory.application.ApplicationEvent.PeerLost;
import dev.understory.identity.PeerAddress;
import dev.understory.peer.NodeCommand;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.ListenOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedialTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private TestNode keeping(TestNode... peers) {
        List<PeerAddress> addresses = new ArrayList<>();
        for (TestNode peer : peers) {
            addresses.add(peer.address());
        }
        return new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(addresses))
                .start();
    }

    @Test
    void aKeptPeerThatRestartsIsReachedAgain() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = keeping(peer);
        world.run(Duration.ofSeconds(1));
        assertThat(node.isConnectedTo(peer)).isTrue();

        peer.stop(Duration.ofSeconds(1));
        world.run(Duration.ofSeconds(2));
        assertThat(node.heard(PeerLost.class)).hasSize(1);
        peer.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(10)))
                .isTrue();
        assertThat(node.heard(PeerAdmitted.class)).hasSize(2);
    }

    /** Restarts, and pauses in between, do not add up: each time the peer is dialled again soon. */
    @Test
    void aPeerThatRestartsAgainAndAgainIsReachedSoonEachTime() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = keeping(peer);
        for (int restart = 0; restart < 8; restart++) {
            assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(5)))
                    .as("after restart " + restart)
                    .isTrue();
            world.run(Duration.ofSeconds(6));
            assertThat(node.isConnectedTo(peer)).isTrue();
            peer.stop(Duration.ofSeconds(1));
            world.run(Duration.ofSeconds(4));
            peer.start();
        }
    }

    /** A peer that closes on us as soon as it knows us is dialled less and less often. */
    @Test
    void aPeerThatNeverStaysIsLeftAloneMoreAndMore() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = keeping(peer);
        for (int visit = 0; visit < 12; visit++) {
            assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofMinutes(2)))
                    .isTrue();
            peer.stop(Duration.ofSeconds(1));
            world.run(Duration.ofMillis(200));
            peer.start();
        }
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(10)))
                .isFalse();
    }

    /** attacks.md, H29, U11 and U17: the back-off grows, is spread and capped, and never ends. */
    @Test
    void aPeerThatIsAwayIsDialledForEverWithAGrowingBackOff() {
        TestNode away = new TestNode(world, "10.1.0.1", 2);
        TestNode node = keeping(away);
        world.run(Duration.ofHours(6));
        List<ConnectionEvent.DialFailed> failures = node.events(ConnectionEvent.DialFailed.class);
        assertThat(failures.get(0).retryNanos()).isBetween(250_000_000L, 750_000_000L);
        assertThat(failures).hasSizeBetween(6 * 40, 6 * 90);
        assertThat(failures.stream().mapToLong(ConnectionEvent.DialFailed::retryNanos))
                .allMatch(wait -> wait <= 90_000_000_000L);
        assertThat(failures.stream()
                        .skip(20)
                        .mapToLong(ConnectionEvent.DialFailed::retryNanos)
                        .distinct()
                        .count())
                .as("spread")
                .isGreaterThan(100);
        away.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(away), Duration.ofSeconds(100)))
                .isTrue();
    }

    @Test
    void aDialThatIsAcceptedAndNeverAnsweredEndsAtItsDeadline() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1).start();
        World.Probe<DialOutcome> outcome = world.probe();
        world.network.swallows = (from, to) -> false;
        world.schedule(15_000_000, () -> world.network.swallows = (from, to) -> from.equals("10.1.0.1"));
        node.actor.tell(new NodeCommand.Dial(peer.address(), true, false, outcome.ref()));
        world.run(Duration.ofSeconds(4));
        DialOutcome.Failed failed = (DialOutcome.Failed) outcome.heard().get(0);
        assertThat(failed.reason()).isEqualTo(CloseReason.HANDSHAKE_TIMEOUT);
        assertThat(failed.detail()).isEqualTo("HANDSHAKE_TIMEOUT: no signature came in time");
    }

    @Test
    void aDialIntoSilenceTimesOut() {
        TestNode node = new TestNode(world, "10.0.0.1", 1).start();
        World.Probe<DialOutcome> outcome = world.probe();
        world.network.swallows = (from, to) -> to.equals("10.1.0.1");
        PeerAddress nowhere = new PeerAddress(null, "10.1.0.1", 9001);
        node.actor.tell(new NodeCommand.Dial(nowhere, false, false, outcome.ref()));
        world.run(Duration.ofSeconds(3));
        assertThat(((DialOutcome.Failed) outcome.heard().get(0)).cause()).isEqualTo(DialOutcome.Cause.UNREACHABLE);
        assertThat(node.counters.of(dev.understory.observe.EventCounters.Single.DIAL_FAILED))
                .isEqualTo(1);
    }

    /** attacks.md, L3 and L6. */
    @Test
    void aLinkThatSwallowsOneDirectionIsFoundDeadAtBothEndsAndDialledAgain() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = keeping(peer);
        world.run(Duration.ofSeconds(2));
        assertThat(node.isConnectedTo(peer)).isTrue();
        world.network.swallows = (from, to) -> from.equals("10.1.0.1");
        world.run(Duration.ofSeconds(6));
        assertThat(node.isConnectedTo(peer)).isFalse();
        assertThat(peer.isConnectedTo(node)).isFalse();
        assertThat(node.counters.closed(CloseReason.LIVENESS_TIMEOUT)).isEqualTo(1);
        world.network.swallows = (from, to) -> false;
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(8)))
                .isTrue();
    }

    /** attacks.md, L7, with the second one of the two to notice doing the dialling. */
    @Test
    void anOutageOfTenSecondsIsOverThreeSecondsAfterItsEnd() {
        for (int seed = 0; seed < 20; seed++) {
            TestNode peer = new TestNode(world, "10.1." + seed + ".1", 200 + seed).start();
            TestNode node = new TestNode(world, "10.0." + seed + ".1", 100 + seed)
                    .with(settings -> settings.withPeers(List.of(peer.address())))
                    .start();
            world.run(Duration.ofSeconds(2));
            assertThat(node.isConnectedTo(peer)).isTrue();
            world.network.swallows = (from, to) -> from.equals(peer.host) || to.equals(peer.host);
            world.run(Duration.ofSeconds(10));
            assertThat(node.isConnectedTo(peer)).isFalse();
            world.network.swallows = (from, to) -> false;
            assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(4)))
                    .as("seed " + seed)
                    .isTrue();
            node.stop(Duration.ofSeconds(1));
            peer.stop(Duration.ofSeconds(1));
        }
    }

    @Test
    void anAddressWithoutAKeyIsKeptUnderTheIdentityThatAnswers() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2);
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(peer.addressWithoutKey())))
                .start();
        world.run(Duration.ofSeconds(3));
        peer.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(10)))
                .isTrue();
        peer.stop(Duration.ofSeconds(1));
        world.run(Duration.ofSeconds(1));
        TestNode successor = new TestNode(world, "10.1.0.1", 3).start();
        assertThat(world.runUntil(() -> node.isConnectedTo(successor), Duration.ofSeconds(10)))
                .isTrue();
        successor.stop(Duration.ofSeconds(1));
        world.run(Duration.ofSeconds(1));
        peer.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(10)))
                .isTrue();
        assertThat(node.peers()).hasSize(1);
    }

    @Test
    void aPeerAtWhoseAddressAnotherAnswersIsDialledAtItsOtherAddress() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        TestNode elsewhere = new TestNode(world, "10.1.0.9", 2);
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(peer.addressWithoutKey())))
                .start();
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(10)))
                .isTrue();
        node.actor.tell(new NodeCommand.Dial(elsewhere.address(), true, true, null));
        world.run(Duration.ofSeconds(1));
        peer.stop(Duration.ofSeconds(1));
        world.run(Duration.ofSeconds(1));
        TestNode successor = new TestNode(world, "10.1.0.1", 3).start();
        assertThat(world.runUntil(() -> node.isConnectedTo(successor), Duration.ofSeconds(30)))
                .isTrue();
        elsewhere.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(elsewhere), Duration.ofSeconds(90)))
                .isTrue();
    }

    /** attacks.md, C10. */
    @Test
    void peersThatStayMustConnectKeepTheirConnectionWhileTheSetChanges() {
        TestNode stays = new TestNode(world, "10.1.0.1", 2).start();
        TestNode comes = new TestNode(world, "10.2.0.1", 3).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(stays.address())))
                .start();
        world.run(Duration.ofSeconds(2));
        for (int i = 0; i < 50; i++) {
            List<PeerAddress> set =
                    i % 2 == 0 ? List.of(stays.address(), comes.address()) : List.of(comes.address(), stays.address());
            node.actor.tell(new NodeCommand.SetMustConnect(set));
            world.run(Duration.ofMillis(100));
        }
        assertThat(node.peers()).hasSize(2).allMatch(peer -> peer.mustConnect());
        assertThat(node.heard(PeerLost.class)).isEmpty();

        node.actor.tell(new NodeCommand.SetMustConnect(List.of(stays.address())));
        world.run(Duration.ofSeconds(1));
        assertThat(node.peers()).filteredOn(peer -> peer.mustConnect()).hasSize(1);
        assertThat(node.heard(PeerLost.class)).as("an ordinary slot was free").isEmpty();
    }

    @Test
    void entriesThatCannotBeMustConnectAreNamedAndTheOthersAre() {
        TestNode stays = new TestNode(world, "10.1.0.1", 2).start();
        TestNode comes = new TestNode(world, "10.2.0.1", 3).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(stays.address())))
                .start();
        world.run(Duration.ofSeconds(2));
        PeerAddress self = new PeerAddress(node.id(), "10.9.0.1", 1);
        PeerAddress again = new PeerAddress(comes.id(), "10.9.0.2", 1);
        PeerAddress nowhere = new PeerAddress(
                world.suite
                        .nodeKey(dev.understory.identity.KeyType.ED25519, new byte[32])
                        .publicKey(),
                "0.0.0.0",
                1);
        List<PeerAddress> wanted = List.of(comes.addressWithoutKey(), self, comes.address(), again, nowhere);
        MustConnectAnswer answer = node.ask(replyTo -> new NodeCommand.SetMustConnect(wanted, replyTo));
        assertThat(answer)
                .isEqualTo(new MustConnectAnswer(
                        1,
                        List.of(comes.id()),
                        List.of(stays.id()),
                        List.of(
                                new Skipped(comes.addressWithoutKey(), Why.NO_KEY),
                                new Skipped(self, Why.OURSELVES),
                                new Skipped(again, Why.TWICE),
                                new Skipped(nowhere, Why.NOT_UNICAST))));
        world.run(Duration.ofSeconds(2));
        assertThat(node.peers())
                .filteredOn(peer -> peer.mustConnect())
                .extracting(peer -> peer.id())
                .containsExactly(comes.id());
    }

    /** attacks.md, U11: an outage is over for a must-connect peer when it is over, however long it was. */
    @Test
    void aMustConnectPeerIsBackWithinTwoSecondsAfterALongOutage() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2);
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(peer.address())))
                .start();
        for (int minutes = 1; minutes < 100; minutes *= 3) {
            world.run(Duration.ofMinutes(minutes));
            peer.start();
            assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(2)))
                    .isTrue();
            peer.stop(Duration.ofSeconds(1));
        }
    }

    @Test
    void aPeerThatBecomesMustConnectIsDialledAtOnceWhateverItHasWaitedFor() {
        TestNode peer = new TestNode(world, "10.1.0.1", 2);
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withPeers(List.of(peer.address())))
                .start();
        world.run(Duration.ofHours(1));
        node.actor.tell(new NodeCommand.SetMustConnect(List.of(peer.address())));
        peer.start();
        assertThat(world.runUntil(() -> node.isConnectedTo(peer), Duration.ofSeconds(2)))
                .isTrue();
    }

    /** attacks.md, U14 with R3: who is no longer must-connect needs a slot like everybody else. */
    @Test
    void aPeerThatCeasesToBeMustConnectGoesIfThereIsNoSlotForIt() {
        TestNode must = new TestNode(world, "10.1.0.1", 2).start();
        TestNode node = new TestNode(world, "10.0.0.1", 1)
                .with(settings -> settings.withMustConnect(List.of(must.address()))
                        .withAdmission(new dev.understory.limits.AdmissionPolicy(1, 0, 64, 16, 8, 16)))
                .start();
        world.run(Duration.ofSeconds(3));
        boolean outbound = node.peers().get(0).direction() == dev.understory.session.Direction.OUTBOUND;
        assertThat(outbound).isTrue();
        node.actor.tell(new NodeCommand.SetMustConnect(List.of()));
        world.run(Duration.ofSeconds(1));
        assertThat(node.peers()).isEmpty();
        assertThat(node.heard(PeerLost.class).get(0).reason()).isEqualTo(CloseReason.NO_SLOT);
        world.run(Duration.ofMinutes(5));
        assertThat(node.peers()).as("nobody dials it any more").isEmpty();
    }

    /** attacks.md, C15. */
    @Test
    void aTakenPortIsATypedFailureAndIsTriedAgain() {
        TestNode node = new TestNode(world, "10.0.0.1", 1);
        node.transport.portTaken = true;
        node.start();
        World.Probe<ListenOutcome> outcome = world.probe();
        node.actor.tell(new NodeCommand.WhenListening(outcome.ref()));
        world.run(Duration.ofSeconds(2));
        assertThat(outcome.heard())
                .containsExactly(new ListenOutcome.Failed(node.settings.listen(), "the port is in use"));
        node.transport.portTaken = false;
        TestNode peer = new TestNode(world, "10.1.0.1", 2).start();
        world.run(Duration.ofSeconds(4));
        peer.dial(node);
        world.run(Duration.ofSeconds(1));
        assertThat(node.isConnectedTo(peer)).isTrue();

        node.transport.killListener(TestNode.PORT);
        world.run(Duration.ofSeconds(3));
        assertThat(node.isConnectedTo(peer))
                .as("open links outlive the listener")
                .isTrue();
        TestNode late = new TestNode(world, "10.2.0.1", 3).start();
        late.dial(node);
        world.run(Duration.ofSeconds(1));
        assertThat(node.isConnectedTo(late)).isTrue();
    }

    /** attacks.md, C13, in small. */
    @Test
    void twentyNodesThatStartAtOnceFormTheirMeshWithoutAStorm() {
        List<TestNode> nodes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nodes.add(new TestNode(world, "10." + i + ".0.1", 100 + i));
        }
        List<PeerAddress> all = nodes.stream().map(TestNode::address).toList();
        nodes.forEach(
                node -> node.with(settings -> settings.withMustConnect(all)).start());
        assertThat(world.runUntil(
                        () -> nodes.stream().allMatch(node -> node.node.peers().size() == 19), Duration.ofSeconds(5)))
                .isTrue();
        world.run(Duration.ofSeconds(5));
        long opened = nodes.stream()
                .mapToLong(node -> node.events(ConnectionEvent.Opened.class).size())
                .sum();
        assertThat(opened).as("link ends opened for 190 links").isEqualTo(2 * 190);
        assertThat(world.network.openEnds).isEqualTo(2 * 190);
    }
}
