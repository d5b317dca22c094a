package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.GossipTopic;
import dev.understory.application.Node;
import dev.understory.application.Registration;
import dev.understory.crypto.Sha256;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.dissemination.FetchMessage;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.ConnectionEvent;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gossip as an application uses it, on whole nodes. */
final class GossipServiceTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** Gossips on BLOCK: what begins with "bad" it rejects, with "old" it ignores, "useful" it calls so, and about "slow" it thinks for a while. */
    private static final class Chain implements Application {
        final List<String> heard = new ArrayList<>();
        final List<Long> thinking = new ArrayList<>();
        Node node;
        GossipTopic blocks;

        @Override
        public Behavior<ApplicationEvent> create(Node on) {
            node = on;
            blocks = on.gossip(Topic.BLOCK);
            return Behaviors.receiveMessage(event -> {
                if (event instanceof ApplicationEvent.Delivered message
                        && blocks.hear(message) instanceof Sight.First first) {
                    String text = new String(message.payload().toArray(), StandardCharsets.UTF_8);
                    heard.add(text);
                    if (text.startsWith("fatal")) {
                        throw new IllegalStateException(text);
                    }
                    if (text.startsWith("slow")) {
                        thinking.add(first.token());
                    } else {
                        blocks.judge(first.token(), verdict(text));
                    }
                }
                return Behaviors.same();
            });
        }

        private static Verdict verdict(String text) {
            if (text.startsWith("bad")) {
                return Verdict.reject(Offence.INVALID_BLOCK);
            }
            if (text.startsWith("useful")) {
                return Verdict.USEFUL;
            }
            return text.startsWith("old") ? Verdict.IGNORE : Verdict.ACCEPT;
        }

        void publish(String text) {
            blocks.publish(bytes(text));
        }
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private TestNode node(int number, Chain chain) {
        TestNode node = new TestNode(world, "10." + number + ".0.1", number);
        node.applications = List.of(Registration.of("chain", chain, Topic.BLOCK));
        return node.start();
    }

    private TestNode plain(int number) {
        return new TestNode(world, "10." + number + ".0.1", number).start();
    }

    private void connect(TestNode one, TestNode other) {
        one.dial(other);
        world.run(Duration.ofSeconds(2));
    }

    private static List<Offence> charged(TestNode at) {
        return at.events(ConnectionEvent.PeerDebited.class).stream()
                .map(ConnectionEvent.PeerDebited::offence)
                .toList();
    }

    @Test
    void theSameMessageFromTwentyPeersIsHeardOnceAndPassedOnOnce() {
        Chain chain = new Chain();
        TestNode middle = node(1, chain);
        List<TestNode> sources = new ArrayList<>();
        for (int i = 2; i < 22; i++) {
            sources.add(plain(i));
            connect(sources.getLast(), middle);
        }
        TestNode last = plain(30);
        connect(last, middle);
        sources.forEach(source -> source.send(middle, Topic.BLOCK, "block"));
        world.run(Duration.ofSeconds(1));
        assertThat(chain.heard).containsExactly("block");
        assertThat(last.texts(Topic.BLOCK)).containsExactly("block");
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.FIRST)).isEqualTo(1);
        assertThat(middle.counters.duplicatesPerMessage(Topic.BLOCK)).isEqualTo(19);
        assertThat(middle.counters.nonZero()).containsEntry("gossip.DUPLICATE.BLOCK", 19L);
    }

    @Test
    void anInvalidMessageStopsAtTheFirstHonestHopAndItsSenderPaysAlone() {
        Chain first = new Chain();
        Chain second = new Chain();
        TestNode spammer = plain(1);
        TestNode hop = node(2, first);
        TestNode beyond = node(3, second);
        connect(spammer, hop);
        connect(hop, beyond);
        spammer.send(hop, Topic.BLOCK, "bad 1");
        spammer.send(hop, Topic.BLOCK, "bad 1");
        spammer.send(hop, Topic.BLOCK, "good");
        world.run(Duration.ofSeconds(1));
        assertThat(first.heard).containsExactly("bad 1", "good");
        assertThat(second.heard).containsExactly("good");
        assertThat(charged(hop)).containsExactly(Offence.INVALID_BLOCK);
        assertThat(charged(beyond)).isEmpty();
    }

    @Test
    void whoSendsAUsefulMessageFirstEarnsByItAndWhoSendsACopyDoesNot() {
        TestNode first = plain(1);
        TestNode second = plain(2);
        TestNode middle = node(3, new Chain());
        connect(first, middle);
        connect(second, middle);
        first.send(middle, Topic.BLOCK, "useful 1");
        first.send(middle, Topic.BLOCK, "useful 2");
        world.run(Duration.ofMillis(500));
        second.send(middle, Topic.BLOCK, "useful 1");
        second.send(middle, Topic.BLOCK, "nothing special");
        world.run(Duration.ofSeconds(1));
        assertThat(middle.events(ConnectionEvent.PeerCredited.class))
                .containsExactly(new ConnectionEvent.PeerCredited(first.id(), Credit.USEFUL_MESSAGE, 1));
    }

    @Test
    void whoSendsUsefulMessagesForLongEarnsNoMoreThanTheMostThereIs() {
        TestNode source = plain(1);
        TestNode middle = node(2, new Chain());
        connect(source, middle);
        for (int i = 0; i < 15; i++) {
            source.send(middle, Topic.BLOCK, "useful " + i);
            world.run(Duration.ofSeconds(1));
        }
        assertThat(middle.events(ConnectionEvent.PeerCredited.class))
                .hasSizeGreaterThan(10)
                .extracting(ConnectionEvent.PeerCredited::score)
                .last()
                .isEqualTo(10);
    }

    @Test
    void aVerdictMayComeLaterAndWhoSentACopyMeanwhileGetsNone() {
        Chain chain = new Chain();
        TestNode one = plain(1);
        TestNode other = plain(2);
        TestNode third = plain(3);
        TestNode middle = node(4, chain);
        List.of(one, other, third).forEach(peer -> connect(peer, middle));
        one.send(middle, Topic.BLOCK, "slow");
        other.send(middle, Topic.BLOCK, "slow");
        world.run(Duration.ofSeconds(2));
        assertThat(third.texts(Topic.BLOCK)).isEmpty();
        chain.blocks.judge(chain.thinking.getFirst(), Verdict.ACCEPT);
        world.run(Duration.ofSeconds(1));
        assertThat(third.texts(Topic.BLOCK)).containsExactly("slow");
        assertThat(one.texts(Topic.BLOCK)).isEmpty();
        assertThat(other.texts(Topic.BLOCK)).isEmpty();
    }

    @Test
    void whatWaitsTooLongForItsVerdictWaitsNoLongerThoughNothingElseHappens() {
        Chain chain = new Chain();
        TestNode one = plain(1);
        TestNode middle = node(2, chain);
        connect(one, middle);
        one.send(middle, Topic.BLOCK, "slow 1");
        world.run(Duration.ofSeconds(4));
        one.send(middle, Topic.BLOCK, "slow 2");
        world.run(Duration.ofSeconds(5));
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.EXPIRED)).isZero();
        world.run(Duration.ofSeconds(2));
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.EXPIRED)).isEqualTo(1);
        world.run(Duration.ofSeconds(4));
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.EXPIRED)).isEqualTo(2);
    }

    @Test
    void whatWaitsOfAPeerAloneGoesWithIt() {
        Chain chain = new Chain();
        TestNode one = plain(1);
        TestNode other = plain(2);
        TestNode third = plain(3);
        TestNode middle = node(4, chain);
        List.of(one, other, third).forEach(peer -> connect(peer, middle));
        one.send(middle, Topic.BLOCK, "slow alone");
        one.send(middle, Topic.BLOCK, "slow both");
        world.run(Duration.ofSeconds(1));
        other.send(middle, Topic.BLOCK, "slow both");
        world.run(Duration.ofSeconds(1));
        one.actor.tell(new NodeCommand.Disconnect(middle.id()));
        world.run(Duration.ofSeconds(1));
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.ABANDONED)).isEqualTo(1);
        chain.thinking.forEach(token -> chain.blocks.judge(token, Verdict.ACCEPT));
        world.run(Duration.ofSeconds(1));
        assertThat(third.texts(Topic.BLOCK)).containsExactly("slow both");
        assertThat(other.texts(Topic.BLOCK)).isEmpty();
    }

    @Test
    void whatWaitsIsMeasuredAndCountsNoLongerWhenItsApplicationHasFailed() {
        TestNode one = plain(1);
        TestNode middle = node(2, new Chain());
        connect(one, middle);
        one.send(middle, Topic.BLOCK, "slow");
        world.run(Duration.ofSeconds(1));
        assertThat(middle.counters.gossipWaiting()).isEqualTo(256 + "slow".length());
        one.send(middle, Topic.BLOCK, "fatal");
        world.run(Duration.ofSeconds(1));
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.FIRST)).isEqualTo(2);
        assertThat(middle.counters.gossipWaiting()).isZero();
    }

    @Test
    void whatIsIgnoredIsNotPassedOnAndCostsNothing() {
        Chain chain = new Chain();
        TestNode one = plain(1);
        TestNode other = plain(2);
        TestNode middle = node(3, chain);
        connect(one, middle);
        connect(other, middle);
        one.send(middle, Topic.BLOCK, "old");
        world.run(Duration.ofSeconds(1));
        assertThat(chain.heard).containsExactly("old");
        assertThat(other.texts(Topic.BLOCK)).isEmpty();
        assertThat(charged(middle)).isEmpty();
    }

    @Test
    void aMessageOfOnesOwnGoesToAllAndIsNotHeardWhenItComesBack() {
        Chain first = new Chain();
        Chain second = new Chain();
        Chain third = new Chain();
        TestNode one = node(1, first);
        TestNode two = node(2, second);
        TestNode three = node(3, third);
        connect(one, two);
        connect(two, three);
        connect(three, one);
        first.publish("mine");
        world.run(Duration.ofSeconds(1));
        assertThat(first.heard).isEmpty();
        assertThat(second.heard).containsExactly("mine");
        assertThat(third.heard).containsExactly("mine");
        assertThat(one.counters.gossip(Topic.BLOCK, GossipCount.PUBLISHED)).isEqualTo(1);
        assertThat(one.counters.gossip(Topic.BLOCK, GossipCount.SENT)).isEqualTo(2);
    }

    @Test
    void copiesThatAreRefusedBecauseTooMuchWaitsAreNotSent() {
        Chain chain = new Chain();
        TestNode middle = node(1, chain);
        connect(plain(2), middle);
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        int taken = 0;
        for (int i = 0; i < 64; i++) {
            taken += chain.blocks.publish(large);
        }
        assertThat(taken).isBetween(1, 63);
        assertThat(middle.counters.gossip(Topic.BLOCK, GossipCount.SENT)).isEqualTo(taken);
        assertThat(middle.events(ConnectionEvent.SendRefused.class)).hasSize(64 - taken);
    }

    @Test
    void anyPeerIsOneOfThoseThatFit() {
        Chain chain = new Chain();
        TestNode middle = node(9, chain);
        List<TestNode> others = List.of(plain(1), plain(2), plain(3));
        others.forEach(other -> connect(other, middle));
        Set<PublicKey> chosen = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            chosen.add(chain.node
                    .anyPeer(peer -> !peer.id().equals(others.get(0).id()))
                    .orElseThrow());
        }
        assertThat(chosen)
                .containsExactlyInAnyOrder(others.get(1).id(), others.get(2).id());
        assertThat(chain.node.anyPeer(peer -> false)).isEmpty();
    }

    /** With those capabilities, and an application that gossips on BLOCK, or one that does not. */
    private TestNode offering(int number, Chain chain, Capability... offered) {
        TestNode node = new TestNode(world, "10." + number + ".0.1", number);
        if (chain != null) {
            node.applications = List.of(Registration.of("chain", chain, Topic.BLOCK));
        }
        return node.with(settings -> new NodeSettings(
                        LocalIdentity.create(
                                world.suite, node.key, 1, 1, Capabilities.of(new TreeSet<>(List.of(offered)), "")),
                        settings.listen(),
                        settings.peers(),
                        settings.known(),
                        settings.gossip(),
                        settings.gossipThreshold(),
                        settings.discovery()))
                .start();
    }

    private static String block(int number, int size) {
        return "block " + number + " ".repeat(size);
    }

    @Test
    void aLargeMessageIsFetchedByThoseThatOfferItAndSentToOthers() {
        Chain first = new Chain();
        Chain second = new Chain();
        Chain third = new Chain();
        TestNode one = offering(1, first, Capability.ANNOUNCE_FETCH);
        TestNode two = offering(2, second, Capability.ANNOUNCE_FETCH);
        TestNode three = offering(3, third, Capability.ANNOUNCE_FETCH);
        TestNode canopys = plain(4);
        for (TestNode other : List.of(two, three, canopys)) {
            connect(one, other);
        }
        first.publish(block(1, 50_000));
        world.run(Duration.ofSeconds(2));
        assertThat(second.heard).hasSize(1).isEqualTo(third.heard);
        assertThat(canopys.texts(Topic.BLOCK)).isEqualTo(second.heard);
        assertThat(one.counters.gossip(Topic.BLOCK, GossipCount.ANNOUNCED)).isEqualTo(1);
        assertThat(two.counters.gossip(Topic.BLOCK, GossipCount.FETCHED)
                        + three.counters.gossip(Topic.BLOCK, GossipCount.FETCHED))
                .isEqualTo(1);
        assertThat(one.counters.gossip(Topic.BLOCK, GossipCount.SENT)).isEqualTo(3);
    }

    @Test
    void whoDoesNotGossipOnATopicNeitherSeesAnnouncementsNorMissesMessages() {
        Chain chain = new Chain();
        TestNode one = offering(1, chain, Capability.ANNOUNCE_FETCH, Capability.DONT_WANT);
        TestNode reader = offering(2, null, Capability.ANNOUNCE_FETCH, Capability.DONT_WANT);
        connect(one, reader);
        for (int i = 0; i < 30; i++) {
            chain.publish(block(i, i % 2 == 0 ? 10 : 50_000));
            world.run(Duration.ofSeconds(1));
        }
        assertThat(reader.texts(Topic.BLOCK)).hasSize(30).allMatch(text -> text.startsWith("block "));
        assertThat(charged(one)).isEmpty();
        assertThat(charged(reader)).isEmpty();
    }

    @Test
    void whoSaysThatItHasAMessageIsNotSentIt() {
        Chain chain = new Chain();
        TestNode one = offering(1, chain, Capability.ANNOUNCE_FETCH, Capability.DONT_WANT);
        TestNode owner = offering(2, null, Capability.ANNOUNCE_FETCH, Capability.DONT_WANT);
        TestNode other = offering(3, null, Capability.ANNOUNCE_FETCH, Capability.DONT_WANT);
        TestNode canopys = plain(4);
        for (TestNode peer : List.of(owner, other, canopys)) {
            connect(one, peer);
        }
        Bytes block = bytes(block(1, 10));
        Bytes id = Bytes.wrap(Sha256.of(block.array(), block.offset(), block.size()));
        Bytes have =
                FetchMessage.encode(new FetchMessage.Have(List.of(new FetchMessage.Entry(id, block.size())), true));
        for (TestNode peer : List.of(owner, other)) {
            peer.node.send(one.id(), Topic.BLOCK, FetchMessage.encode(new FetchMessage.Here(true)));
        }
        owner.node.send(one.id(), Topic.BLOCK, have);
        world.run(Duration.ofMillis(200));
        canopys.send(one, Topic.BLOCK, block(1, 10));
        world.run(Duration.ofSeconds(2));
        assertThat(chain.heard).hasSize(1);
        assertThat(other.texts(Topic.BLOCK)).isEqualTo(chain.heard);
        assertThat(owner.texts(Topic.BLOCK)).isEmpty();
    }

    @Test
    void amongMostPeersFewSendAndTheOthersTellWhileACanopyNodeIsFlooded() {
        List<Chain> chains = new ArrayList<>();
        List<TestNode> nodes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            chains.add(new Chain());
            nodes.add(offering(i + 1, chains.get(i), Capability.ANNOUNCE_FETCH, Capability.DONT_WANT));
            for (int j = 0; j < i; j++) {
                connect(nodes.get(i), nodes.get(j));
            }
        }
        TestNode canopys = plain(20);
        connect(canopys, nodes.get(0));
        for (int i = 0; i < 40; i++) {
            chains.get(i % 8).publish(block(i, 10));
            world.run(Duration.ofSeconds(1));
        }
        long before = nodes.get(5).counters.gossip(Topic.BLOCK, GossipCount.DUPLICATE);
        for (int i = 40; i < 80; i++) {
            chains.get(i % 8).publish(block(i, 10));
            world.run(Duration.ofSeconds(1));
        }
        chains.forEach(chain -> assertThat(chain.heard).hasSize(70).doesNotHaveDuplicates());
        assertThat(canopys.texts(Topic.BLOCK)).hasSize(80);
        assertThat(nodes.get(5).counters.gossip(Topic.BLOCK, GossipCount.CHOKED))
                .isPositive();
        assertThat(nodes.get(5).counters.gossip(Topic.BLOCK, GossipCount.DUPLICATE) - before)
                .as("copies of 35 messages")
                .isLessThanOrEqualTo(3 * 35);
    }

    @Test
    void aCommitteeGossipsFromTheThresholdOfTheSettingsOn() {
        Chain chain = new Chain();
        TestNode node = new TestNode(world, "10.1.0.1", 1);
        node.applications = List.of(Registration.of("chain", chain, Topic.BLOCK));
        node.with(settings -> new NodeSettings(
                        settings.identity(),
                        settings.listen(),
                        settings.peers(),
                        settings.known(),
                        settings.gossip(),
                        2,
                        settings.discovery()))
                .start();
        world.run(Duration.ofSeconds(1));
        PublicKey other = new TestNode(world, "10.2.0.1", 2).id();
        assertThat(chain.node.consensusMode(List.of(node.id()))).isEqualTo(ConsensusMode.DIRECT);
        assertThat(chain.node.consensusMode(List.of(node.id(), other))).isEqualTo(ConsensusMode.GOSSIP);
    }
}
