package dev.understory.dissemination;

import static dev.understory.dissemination.Fixtures.message;
import static dev.understory.dissemination.Fixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GossipTest {
    private static final long SECOND = 1_000_000_000;

    private final Map<GossipCount, Long> counted = new EnumMap<>(GossipCount.class);
    private final Gossip gossip = gossip(Topic.BLOCK);

    private Gossip gossip(Topic topic) {
        GossipSettings settings = new GossipSettings(
                1000, 100, Duration.ofSeconds(120), Duration.ofSeconds(10), 8, 4096, 4000, FetchSettings.DEFAULT);
        return new Gossip(
                topic,
                settings,
                MessageIds.drawn(TestRandom.stream(7)),
                new WaitingShares(settings.waitingShare(), (which, what, amount) -> {}),
                (which, what, amount) -> counted.merge(what, amount, Long::sum));
    }

    private Sight hear(int peer, Bytes message, long now) {
        return gossip.hear(peer(peer), message, message, now);
    }

    private long first(int peer, Bytes message, long now) {
        Sight sight = hear(peer, message, now);
        assertThat(sight).isInstanceOf(Sight.First.class);
        return ((Sight.First) sight).token();
    }

    private static Bytes large(int number, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) number;
        return Bytes.wrap(bytes);
    }

    @Test
    void theSameMessageFromTwentyPeersIsGivenOnceAndGoesOnOnceToThoseWhoLackIt() {
        long token = first(0, message(1), 0);
        for (int peer = 1; peer < 10; peer++) {
            assertThat(hear(peer, message(1), peer)).isInstanceOf(Sight.Again.class);
        }
        GossipEffect effect = gossip.judge(token, Verdict.ACCEPT, 10);
        for (int peer = 10; peer < 20; peer++) {
            assertThat(hear(peer, message(1), peer)).isInstanceOf(Sight.Again.class);
        }
        assertThat(effect).isInstanceOfSatisfying(GossipEffect.Relay.class, relay -> {
            assertThat(relay.payload()).isEqualTo(message(1));
            assertThat(relay.holders())
                    .containsExactly(
                            peer(0), peer(1), peer(2), peer(3), peer(4), peer(5), peer(6), peer(7), peer(8), peer(9));
        });
        assertThat(counted)
                .containsOnly(
                        Map.entry(GossipCount.FIRST, 1L),
                        Map.entry(GossipCount.DUPLICATE, 19L),
                        Map.entry(GossipCount.ACCEPTED, 1L));
    }

    private PublicKey earnsBy(long token, Verdict verdict, long now) {
        return ((GossipEffect.Relay) gossip.judge(token, verdict, now)).earns();
    }

    @Test
    void whoSentAUsefulMessageFirstEarnsByItAndNobodyByAnother() {
        long token = first(3, message(1), 0);
        hear(4, message(1), 0);
        assertThat(earnsBy(token, Verdict.USEFUL, 1)).isEqualTo(peer(3));
        assertThat(earnsBy(first(5, message(2), 1), Verdict.ACCEPT, 1)).isNull();
    }

    @Test
    void aPeerEarnsOnceASecondByAsManyUsefulMessagesAsItLikes() {
        assertThat(earnsBy(first(3, message(1), 0), Verdict.USEFUL, 0)).isEqualTo(peer(3));
        assertThat(earnsBy(first(3, message(2), 0), Verdict.USEFUL, SECOND - 1)).isNull();
        assertThat(earnsBy(first(4, message(3), 0), Verdict.USEFUL, SECOND - 1)).isEqualTo(peer(4));
        assertThat(earnsBy(first(3, message(4), 0), Verdict.USEFUL, SECOND)).isEqualTo(peer(3));
        assertThat(earnsBy(first(4, message(5), 0), Verdict.USEFUL, SECOND)).isNull();
    }

    @Test
    void asManyPeersAsAreRememberedEarnInASecond() {
        for (int peer = 0; peer < Earners.MOST; peer++) {
            assertThat(earnsBy(first(peer, message(peer), 0), Verdict.USEFUL, 0))
                    .isEqualTo(peer(peer));
        }
        assertThat(earnsBy(first(1000, message(1000), 0), Verdict.USEFUL, 1)).isNull();
        assertThat(earnsBy(first(1000, message(1001), 0), Verdict.USEFUL, SECOND))
                .isEqualTo(peer(1000));
    }

    @Test
    void nothingGoesOnBeforeItsVerdictAndAVerdictCountsOnce() {
        long token = first(0, message(1), 0);
        assertThat(gossip.waiting()).isEqualTo(1);
        assertThat(gossip.judge(token, Verdict.ACCEPT, 1)).isInstanceOf(GossipEffect.Relay.class);
        assertThat(gossip.judge(token, Verdict.ACCEPT, 1)).isInstanceOf(GossipEffect.Nothing.class);
        assertThat(gossip.judge(77, Verdict.ACCEPT, 1)).isInstanceOf(GossipEffect.Nothing.class);
        assertThat(counted).containsEntry(GossipCount.LATE, 2L);
    }

    @Test
    void whatIsIgnoredGoesNoFurtherAndCostsNobodyAnything() {
        assertThat(gossip.judge(first(0, message(1), 0), Verdict.IGNORE, 0)).isInstanceOf(GossipEffect.Nothing.class);
        assertThat(hear(1, message(1), 1)).isInstanceOf(Sight.Again.class);
    }

    @Test
    void whatIsRejectedIsChargedToThePeerWhoseCopyWasJudgedAndToNobodyElse() {
        long token = first(3, message(1), 0);
        hear(4, message(1), 0);
        assertThat(gossip.judge(token, Verdict.reject(Offence.INVALID_BLOCK), 0))
                .isEqualTo(new GossipEffect.Charge(peer(3), Offence.INVALID_BLOCK));
        assertThat(hear(5, message(1), 1)).isInstanceOf(Sight.Again.class);
    }

    @Test
    void nobodyIsChargedForConsensusThatAnHonestCanopyNodeMayHavePassedOnUnseen() {
        Gossip consensus = gossip(Topic.CONSENSUS);
        Sight sight = consensus.hear(peer(0), message(1), message(1), 0);
        assertThat(consensus.judge(((Sight.First) sight).token(), Verdict.reject(Offence.INVALID_MESSAGE), 0))
                .isInstanceOf(GossipEffect.Nothing.class);
        assertThat(counted).containsEntry(GossipCount.REJECTED, 1L);
    }

    @Test
    void theSameContentOnAnotherTopicIsAnotherMessage() {
        first(0, message(1), 0);
        assertThat(gossip(Topic.TX).hear(peer(0), message(1), message(1), 0)).isInstanceOf(Sight.First.class);
    }

    @Test
    void aFloodOfJunkBringsNoMessageBackIntoTheRound() {
        gossip.judge(first(0, message(0), 0), Verdict.ACCEPT, 0);
        gossip.published(message(1), 0);
        for (int junk = 2; junk < 100_000; junk++) {
            gossip.judge(first(9, message(junk), SECOND), Verdict.reject(Offence.INVALID_BLOCK), SECOND);
        }
        assertThat(hear(9, message(0), SECOND)).isInstanceOf(Sight.Again.class);
        assertThat(hear(9, message(1), SECOND)).isInstanceOf(Sight.Again.class);
    }

    @Test
    void whatWasForgottenWithTimeIsJudgedAgainBeforeItGoesOnAgain() {
        gossip.judge(first(0, message(1), 0), Verdict.ACCEPT, 0);
        long token = first(0, message(1), 121 * SECOND);
        assertThat(gossip.judge(token, Verdict.IGNORE, 121 * SECOND)).isInstanceOf(GossipEffect.Nothing.class);
    }

    @Test
    void aVerdictThatTakesTooLongComesToNothingAndTheMessageIsNotGivenAgain() {
        long token = first(0, message(1), 0);
        assertThat(hear(1, message(2), 10 * SECOND)).isInstanceOf(Sight.First.class);
        assertThat(gossip.waiting()).isEqualTo(1);
        assertThat(gossip.judge(token, Verdict.ACCEPT, 10 * SECOND)).isInstanceOf(GossipEffect.Nothing.class);
        assertThat(hear(1, message(1), 10 * SECOND)).isInstanceOf(Sight.Again.class);
        assertThat(counted).containsEntry(GossipCount.EXPIRED, 1L).containsEntry(GossipCount.LATE, 1L);
    }

    @Test
    void aFloodThatWaitsForItsVerdictCostsThePeerItComesFrom() {
        List<Long> flood = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            flood.add(first(0, message(i), 0));
        }
        assertThat(hear(0, message(8), 1)).isInstanceOf(Sight.NoRoom.class);
        long honest = first(1, message(9), 2);
        assertThat(gossip.waiting()).isEqualTo(8);
        assertThat(gossip.judge(honest, Verdict.ACCEPT, 3)).isInstanceOf(GossipEffect.Relay.class);
        assertThat(gossip.judge(flood.get(7), Verdict.ACCEPT, 3))
                .as("the newest went")
                .isInstanceOf(GossipEffect.Nothing.class);
        assertThat(gossip.judge(flood.get(0), Verdict.ACCEPT, 3)).isInstanceOf(GossipEffect.Relay.class);
        assertThat(hear(1, message(7), 4)).as("what was dropped is no less new").isInstanceOf(Sight.First.class);
        assertThat(hear(1, message(8), 4)).isInstanceOf(Sight.First.class);
        assertThat(counted).containsEntry(GossipCount.NO_ROOM, 1L).containsEntry(GossipCount.CROWDED_OUT, 1L);
    }

    @Test
    void aFloodOfTinyMessagesKeepsNoLargeOneOut() {
        for (int i = 0; i < 8; i++) {
            first(0, message(i), 0);
        }
        first(1, large(9, 3500), 1);
        assertThat(counted).as("one for its place, and some for its bytes").containsEntry(GossipCount.CROWDED_OUT, 7L);
    }

    @Test
    void manyWhoHoldALittleEachKeepNoLargeOneOut() {
        for (int peer = 1; peer < 8; peer++) {
            first(peer, large(peer, 300), 0);
        }
        long honest = first(0, large(9, 3000), 1);
        assertThat(gossip.waiting()).as("nobody went in vain").isEqualTo(2);
        assertThat(gossip.judge(honest, Verdict.ACCEPT, 2)).isInstanceOf(GossipEffect.Relay.class);
    }

    @Test
    void bytesThatWaitAreBoundedAndSharedFairly() {
        first(0, large(1, 1500), 0);
        first(0, large(2, 1500), 0);
        first(1, large(3, 300), 0);
        assertThat(hear(0, large(4, 300), 0)).as("has most itself").isInstanceOf(Sight.NoRoom.class);
        assertThat(hear(1, large(5, 3500), 0))
                .as("would leave the other less than it has itself")
                .isInstanceOf(Sight.NoRoom.class);
        assertThat(gossip.waiting()).as("nobody went for those").isEqualTo(3);
        first(1, large(6, 1000), 0);
        assertThat(gossip.waiting()).as("one of the first's went for it").isEqualTo(3);
    }

    @Test
    void aMessageOfAnySizeMayWaitAlone() {
        first(0, large(1, 100_000), 0);
        assertThat(hear(1, large(2, 10), 0)).isInstanceOf(Sight.First.class);
        assertThat(gossip.waiting()).as("the large one had most").isEqualTo(1);
    }

    @Test
    void whatWaitsOfALostPeerIsDroppedAndNewWhenItComesAgain() {
        long token = first(0, message(1), 0);
        gossip.lost(peer(0), 1);
        assertThat(gossip.judge(token, Verdict.ACCEPT, 2)).isInstanceOf(GossipEffect.Nothing.class);
        assertThat(hear(1, message(1), 3)).isInstanceOf(Sight.First.class);
        assertThat(counted).containsEntry(GossipCount.ABANDONED, 1L).containsEntry(GossipCount.LATE, 1L);
    }

    @Test
    void whoeverSentTheCopyIsChargedThoughGoneAndNotWhoSentItAfterwards() {
        long token = first(0, message(1), 0);
        hear(1, message(1), 0);
        gossip.lost(peer(0), 1);
        assertThat(gossip.judge(token, Verdict.reject(Offence.INVALID_BLOCK), 2))
                .isEqualTo(new GossipEffect.Charge(peer(0), Offence.INVALID_BLOCK));
    }

    @Test
    void itSaysWhenWhatWaitsHasWaitedTooLong() {
        assertThat(gossip.expiresAt()).isEqualTo(Long.MAX_VALUE);
        first(0, message(1), SECOND);
        first(0, message(2), 3 * SECOND);
        assertThat(gossip.expiresAt()).isEqualTo(11 * SECOND);
        gossip.expire(11 * SECOND);
        assertThat(gossip.waiting()).isEqualTo(1);
        assertThat(gossip.expiresAt()).isEqualTo(13 * SECOND);
    }

    @Test
    void moreHoldersThanAreRememberedGetACopyTooMany() {
        long token = first(0, message(1), 0);
        for (int peer = 1; peer <= Unjudged.MOST_HOLDERS; peer++) {
            hear(peer, message(1), 0);
        }
        assertThat(gossip.judge(token, Verdict.ACCEPT, 0))
                .isInstanceOfSatisfying(
                        GossipEffect.Relay.class,
                        relay -> assertThat(relay.holders())
                                .hasSize(Unjudged.MOST_HOLDERS)
                                .doesNotHaveDuplicates());
    }

    @Test
    void onesOwnMessageIsNotNewWhenItComesBack() {
        gossip.published(message(1), 0);
        assertThat(hear(0, message(1), 1)).isInstanceOf(Sight.Again.class);
        assertThat(counted).containsEntry(GossipCount.PUBLISHED, 1L);
    }

    @Test
    void aMessageIsKnownByThePartThatIdentifiesIt() {
        assertThat(gossip.hear(peer(0), message(1), message(5), 0)).isInstanceOf(Sight.First.class);
        assertThat(gossip.hear(peer(0), message(2), message(5), 0)).isInstanceOf(Sight.Again.class);
    }

    @Test
    void asManyAcceptedMessagesAsItTakesCrowdOutOneOfThemAndThatIsCounted() {
        for (int i = 0; i <= 1000; i++) {
            gossip.judge(first(0, message(i), 0), Verdict.ACCEPT, 0);
        }
        assertThat(counted).containsEntry(GossipCount.FORGOTTEN, 1L);
    }
}
