package dev.understory.workload;

import static dev.understory.workload.NestBftFixture.SECOND;
import static dev.understory.workload.NestBftFixture.blocks;
import static dev.understory.workload.NestBftFixture.certificate;
import static dev.understory.workload.NestBftFixture.commits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftMessage.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One node among puppets: node 0 is the node under test, 1 to 3 are the other members of the committee, 4 is nobody. What is
 * sent arrives 10 ms later. Round 0 of the first height: election at 4.5 s, votes for a proposal at 10 s, locks at 16 s,
 * commits at 20 s; round 1 begins then and takes three times as long.
 */
class NestBftNodeTest {
    private static final long X = 101;
    private static final long Y = 103;

    private final LoopNetwork network = new LoopNetwork(5);
    private final Committee committee = whereNodeZeroVotesForOthers();
    private final NestBftWorkload workload = NestBftFixture.workload(network, committee, 5);
    private final List<Puppet> puppets = new ArrayList<>();

    /** No puppet stands for election, so the node votes for itself if it stands, or for whom the lots name without one. */
    private static Committee whereNodeZeroVotesForOthers() {
        for (long seed = 0; ; seed++) {
            Committee committee = NestBftFixture.committee(4, seed);
            if (isLedByAnother(committee, 1, 0)
                    && isLedByAnother(committee, 1, 1)
                    && isLedByAnother(committee, 2, 0)
                    && isLedByAnother(committee, 3, 0)) {
                return committee;
            }
        }
    }

    private static boolean isLedByAnother(Committee committee, long height, int round) {
        return !committee.candidates(height, round).get(0) && committee.fallbackLeader(height, round) != 0;
    }

    private static final class Puppet implements Participant {
        private final WorkloadContext context;
        private final List<NestBftMessage> heard = new ArrayList<>();

        Puppet(WorkloadContext context) {
            this.context = context;
        }

        @Override
        public void delivered(PublicKey sender, Topic topic, Bytes bytes) {
            NestBftMessage message = NestBftMessage.decode(bytes);
            if (message != null && context.directory().indexOf(sender) == 0) {
                heard.add(message);
            }
        }
    }

    @BeforeEach
    void start() {
        network.start(workload, (a, b) -> true);
        for (int puppet = 1; puppet < 5; puppet++) {
            Function<WorkloadContext, Participant> joining = context -> {
                puppets.add(new Puppet(context));
                return puppets.getLast();
            };
            network.possess(puppet, joining);
        }
    }

    @Test
    void votesOnceForAProposalLocksAndCommits() {
        at(9, 1, propose(0, X, null));
        at(15, 1, precommit(0, X));
        at(19, 1, commit(0, X, 20));
        until(21);
        assertThat(blocks(network, 0)).containsExactly(X);
        assertThat(heard(1, Kind.PROPOSE_VOTE)).hasSize(1);
        assertThat(heard(1, Kind.PRECOMMIT_VOTE)).hasSize(1);
        assertThat(heard(2, Kind.BLOCK)).hasSize(1);
        until(23);
        assertThat(heard(2, Kind.BLOCK)).as("and again, for who missed it").hasSize(2);
    }

    @Test
    void votesForOneBlockOnlyOfALeaderThatProposesTwo() {
        at(9, 1, propose(0, X, null));
        at(9.5, 1, propose(0, Y, null));
        at(10.01, 1, propose(0, X, null));
        at(12, 1, propose(0, X, null));
        at(15, 1, precommit(0, X));
        until(20);
        assertThat(heard(1, Kind.PROPOSE_VOTE))
                .extracting(NestBftMessage::block)
                .containsExactly(Y);
        assertThat(heard(1, Kind.PRECOMMIT_VOTE)).isEmpty();
    }

    @Test
    void givesTheRoundUpWithoutAProposalACertificateOrADecision() {
        until(10.02);
        assertThat(heard(2, Kind.ROUND_INTERRUPT))
                .extracting(NestBftMessage::round)
                .containsExactly(0);
        at(20 + 16.4, 1, propose(1, X, null));
        until(20 + 34.4);
        assertThat(heard(2, Kind.ROUND_INTERRUPT)).hasSize(1);
        until(20 + 34.6);
        assertThat(heard(2, Kind.ROUND_INTERRUPT))
                .extracting(NestBftMessage::round)
                .containsExactly(0, 1);
        at(66.5 + 20, 1, propose(2, X, null));
        at(66.5 + 50, 1, precommit(2, X));
        until(66.5 + 77.6);
        assertThat(heard(2, Kind.ROUND_INTERRUPT))
                .extracting(NestBftMessage::round)
                .containsExactly(0, 1, 2);
        assertThat(blocks(network, 0)).isEmpty();
    }

    @Test
    void bringsItsLockAlongInLaterRoundsAndAfterARestart() {
        at(9, 1, propose(0, X, null));
        at(15, 1, precommit(0, X));
        until(20 + 5);
        assertThat(lockOfItsNextVote(1, 30)).isEqualTo(lock(0, X));
        network.restart(0, workload);
        at(31.5, 1, NestBftMessage.plain(Kind.HEIGHT_ANSWER, 0, 0, 0));
        assertThat(lockOfItsNextVote(0, 45)).isEqualTo(lock(0, X));
    }

    @Test
    void aProposalAloneLocksNobody() {
        at(9, 1, propose(0, X, null));
        assertThat(lockOfItsNextVote(1, 30)).isNull();
    }

    @Test
    void takesOverALaterLockThatComesWithAVote() {
        at(9, 1, propose(0, X, null));
        at(15, 1, precommit(0, X));
        at(17, 2, electionVote(2, lock(2, Y)));
        at(18, 3, electionVote(3, lock(1, X)));
        assertThat(lockOfItsNextVote(1, 30)).isEqualTo(lock(2, Y));
    }

    @Test
    void takesOverNoLockThatIsNone() {
        NestBftVote vote = new NestBftVote(Kind.PROPOSE_VOTE, 1, 2, Y, 1);
        at(2, 2, electionVote(2, certificate(committee, vote, 2, 3)));
        at(2, 3, electionVote(3, certificate(committee, new NestBftVote(Kind.PROPOSE_VOTE, 2, 2, Y, 1), 1, 2, 3)));
        at(3, 1, electionVote(1, certificate(committee, new NestBftVote(Kind.PRECOMMIT_VOTE, 1, 2, Y, 1), 1, 2, 3)));
        assertThat(lockOfItsNextVote(0, 7)).isNull();
        until(8);
        assertThat(heard(1, Kind.PROPOSE))
                .as("votes with such a lock do not count")
                .isEmpty();
    }

    @Test
    void proposesABlockOfItsOwnWhereNobodyIsLocked() {
        for (int voter = 1; voter < 4; voter++) {
            at(7, voter, electionVote(voter, null));
        }
        until(8);
        assertThat(heard(1, Kind.PROPOSE)).hasSize(1);
        NestBftMessage proposal = heard(1, Kind.PROPOSE).getFirst();
        assertThat(proposal.lock()).isNull();
        assertThat(proposal.certificate()).isNotNull();
        assertThat(proposal.block()).isNotZero().isNotEqualTo(Y);
    }

    @Test
    void proposesTheLatestLockedBlockThatTheVotersBring() {
        at(7, 1, electionVote(1, null));
        at(7, 2, electionVote(2, lock(2, Y)));
        at(7.1, 3, electionVote(3, lock(1, X)));
        until(8);
        NestBftMessage proposal = heard(1, Kind.PROPOSE).getFirst();
        assertThat(proposal.block()).isEqualTo(Y);
        assertThat(proposal.lock()).isEqualTo(lock(2, Y));
    }

    @Test
    void proposesNothingWithoutTwoThirdsOfTheVotes() {
        at(7, 1, electionVote(1, null));
        at(7.1, 1, electionVote(1, null));
        until(9);
        assertThat(heard(1, Kind.PROPOSE)).isEmpty();
    }

    @Test
    void aLeaderWithoutTheVotesGivesTheRoundUpAtOnceAndCertifiesNothing() {
        for (int voter = 1; voter < 4; voter++) {
            at(7, voter, electionVote(voter, null));
        }
        until(13.9);
        assertThat(heard(1, Kind.ROUND_INTERRUPT)).isEmpty();
        until(14.1);
        assertThat(heard(1, Kind.ROUND_INTERRUPT)).hasSize(1);
        until(20);
        assertThat(heard(1, Kind.PRECOMMIT)).isEmpty();
    }

    @Test
    void hearsNobodyOutsideTheCommittee() {
        at(1, 4, electionVote(0, lock(2, Y)));
        at(2, 4, NestBftMessage.plain(Kind.ELECTION, 1, 0, 0));
        at(3, 4, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 1, 9, 0));
        at(9, 4, propose(0, X, null));
        until(21);
        assertThat(heard(1, Kind.PROPOSE_VOTE)).isEmpty();
        assertThat(heard(4, Kind.ELECTION_VOTE)).isEmpty();
        assertThat(lockOfItsNextVote(1, 30)).isNull();
    }

    @Test
    void hearsNothingOfAnotherHeight() {
        for (int member = 1; member < 4; member++) {
            at(3, member, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 2, 9, 0));
            at(4, member, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 0, 9, 0));
        }
        until(66.5 + 30);
        assertThat(heard(1, Kind.ROUND_INTERRUPT))
                .extracting(NestBftMessage::round)
                .containsExactly(0, 1, 2);
    }

    @Test
    void goesToTheRoundThatAThirdClaims() {
        at(3, 1, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 1, 2, 0));
        at(3, 2, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 1, 3, 0));
        until(21 + 30);
        assertThat(heard(1, Kind.ROUND_INTERRUPT))
                .extracting(NestBftMessage::round)
                .containsExactly(0, 2);
    }

    @Test
    void takesADecidedBlockAtOnceAndPassesItOn() {
        at(7, 2, block(1, X, decided(1, 0, X), 8));
        until(7.02);
        assertThat(blocks(network, 0)).containsExactly(X);
        until(8);
        assertThat(heard(1, Kind.BLOCK)).hasSize(1);
        assertThat(heard(2, Kind.BLOCK)).as("not to whom it came from").isEmpty();
    }

    @Test
    void takesNoBlockWithoutTwoThirdsOfThePrecommitVotesForItAtThatHeight() {
        NestBftVote few = new NestBftVote(Kind.PRECOMMIT_VOTE, 1, 0, X, 1);
        NestBftVote proposed = new NestBftVote(Kind.PROPOSE_VOTE, 1, 0, X, 1);
        at(6, 2, block(1, X, null, 0));
        at(7, 2, block(1, X, certificate(committee, few, 2, 3), 0));
        at(7, 2, block(1, X, certificate(committee, proposed, 1, 2, 3), 0));
        at(7, 2, block(1, X, decided(2, 0, X), 0));
        at(7, 2, block(1, X, decided(1, 0, Y), 0));
        at(7, 2, block(1, X, certificate(NestBftFixture.committee(4, 43), few, 1, 2, 3), 0));
        for (int peer = 1; peer < 5; peer++) {
            at(8, peer, block(3, X, certificate(committee, new NestBftVote(Kind.PRECOMMIT_VOTE, 3, 0, X, 1), 2, 3), 0));
        }
        until(9);
        assertThat(blocks(network, 0)).isEmpty();
        assertThat(heard(1, Kind.HEIGHT_REQUEST))
                .as("nor is it behind for blocks that are none")
                .isEmpty();
    }

    @Test
    void beginsTheNextHeightWithTheLeaderWhoseClockItFollows() {
        at(20, 2, block(1, X, decided(1, 0, X), 18));
        until(22.5 + 1.4);
        assertThat(votesAt(2)).isZero();
        until(22.5 + 1.6);
        assertThat(votesAt(2)).as("4.5 s after the leader meant it").isEqualTo(1);
        at(30, 2, block(2, Y, decided(2, 0, Y), 37));
        until(41.5 + 1.4);
        assertThat(votesAt(3)).isZero();
        until(41.5 + 1.6);
        assertThat(votesAt(3)).as("even if that was later than it came").isEqualTo(1);
    }

    @Test
    void takesNoPartWhileItIsBehindAndVotesAgainOnceItIsLevel() {
        at(7, 1, block(3, X, decided(3, 0, X), 6));
        at(7, 2, block(3, X, decided(3, 0, X), 6));
        until(7.1);
        assertThat(heard(1, Kind.HEIGHT_REQUEST)).hasSize(1);
        at(7.2, 1, propose(0, Y, null));
        at(7.3, 3, NestBftMessage.plain(Kind.HEIGHT_ANSWER, 1, 0, 0));
        at(7.5, 3, electionVote(3, lock(2, Y)));
        until(9);
        int asked = 0;
        for (int peer = 1; peer < 5; peer++) {
            for (NestBftMessage request : heard(peer, Kind.BLOCK_REQUEST)) {
                asked++;
                NestBftMessage weak =
                        answer(X, certificate(committee, decided(1, 0, X).vote(), 2, 3));
                send(peer, weak);
                assertThat(request.height()).isEqualTo(1);
            }
        }
        assertThat(asked).isEqualTo(1);
        until(9.02);
        assertThat(blocks(network, 0))
                .as("a fetched block needs its certificate too")
                .isEmpty();
        until(9.3);
        for (int peer = 1; peer < 5; peer++) {
            if (!heard(peer, Kind.BLOCK_REQUEST).isEmpty()) {
                send(peer, answer(X, decided(1, 0, X)));
            }
        }
        until(9.5);
        assertThat(blocks(network, 0)).containsExactly(X);
        assertThat(heard(1, Kind.PROPOSE_VOTE)).isEmpty();
        assertThat(commits(network, 0).getFirst().round()).isZero();
        until(9.3 + 4.5 + 1.6);
        assertThat(votesAt(2)).isEqualTo(1);
    }

    @Test
    void sendsNothingOfConsensusUntilItIsLevel() {
        at(7, 1, block(3, X, decided(3, 0, X), 6));
        at(7, 2, block(3, X, decided(3, 0, X), 6));
        until(30);
        assertThat(heard(1, Kind.HEIGHT_REQUEST)).hasSizeGreaterThan(3);
        assertThat(heard(1, Kind.ROUND_INTERRUPT)).isEmpty();
    }

    @Test
    void hearsNeitherVotesNorBlocksUntilItIsLevel() {
        until(29);
        network.restart(0, workload);
        at(29.5, 1, electionVote(1, lock(2, Y)));
        at(29.6, 1, block(1, X, decided(1, 0, X), 29));
        at(31, 1, NestBftMessage.plain(Kind.HEIGHT_ANSWER, 0, 0, 0));
        until(33);
        assertThat(blocks(network, 0)).isEmpty();
        assertThat(lockOfItsNextVote(0, 40)).isNull();
        at(41, 1, block(1, X, decided(1, 0, X), 41));
        until(42);
        assertThat(blocks(network, 0)).containsExactly(X);
    }

    @Test
    void keepsNoMessageOfARoundFarAheadAndThoseOfTheNextOnes() {
        int far = NestBftPacemaker.ROUNDS_AHEAD + 1;
        at(1, 1, propose(far, X, null));
        at(1, 1, propose(1, X, null));
        until(20 + 16.6);
        assertThat(heard(1, Kind.PROPOSE_VOTE))
                .extracting(NestBftMessage::round)
                .containsExactly(1);
        at(40, 1, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 1, far, 0));
        at(40, 2, NestBftMessage.plain(Kind.ROUND_INTERRUPT, 1, far, 0));
        until(66.5 + 5.5 * (2 * far + 1) + 1);
        assertThat(heard(1, Kind.PROPOSE_VOTE)).hasSize(1);
        assertThat(heard(1, Kind.ROUND_INTERRUPT))
                .extracting(NestBftMessage::round)
                .containsExactly(0, 1, far);
    }

    @Test
    void answersSoManyRequestsOfAPeerInTwoSecondsAndNoMore() {
        at(7, 2, block(1, X, decided(1, 0, X), 8));
        for (int i = 0; i < NestBftQuota.REQUESTS + 5; i++) {
            at(8.1, 3, NestBftMessage.plain(Kind.BLOCK_REQUEST, 1, 0, 0));
            at(8.2, 1, NestBftMessage.plain(Kind.HEIGHT_REQUEST, 0, 0, 0));
        }
        at(8.5, 3, NestBftMessage.plain(Kind.HEIGHT_REQUEST, 0, 0, 0));
        until(9);
        assertThat(heard(3, Kind.BLOCK_ANSWER)).hasSize(NestBftQuota.REQUESTS);
        assertThat(heard(3, Kind.HEIGHT_ANSWER)).isEmpty();
        assertThat(heard(1, Kind.HEIGHT_ANSWER)).hasSize(NestBftQuota.REQUESTS);
        at(10.1, 3, NestBftMessage.plain(Kind.BLOCK_REQUEST, 1, 0, 0));
        at(10.1, 3, NestBftMessage.plain(Kind.BLOCK_REQUEST, 2, 0, 0));
        at(10.1, 3, NestBftMessage.plain(Kind.BLOCK_REQUEST, 0, 0, 0));
        until(11);
        assertThat(heard(3, Kind.BLOCK_ANSWER)).hasSize(NestBftQuota.REQUESTS + 1);
    }

    /** The lock that node 0 brings along when it votes for a leader of round 0 or 1. */
    private @Nullable NestBftCertificate lockOfItsNextVote(int round, double seconds) {
        until(seconds);
        List<NestBftMessage> votes =
                electionVotes(1).stream().filter(vote -> vote.round() == round).toList();
        assertThat(votes).isNotEmpty();
        return votes.getLast().lock();
    }

    private int votesAt(long height) {
        return electionVotes(height).size();
    }

    private List<NestBftMessage> electionVotes(long height) {
        List<NestBftMessage> votes = new ArrayList<>();
        for (int puppet = 1; puppet < 4; puppet++) {
            heard(puppet, Kind.ELECTION_VOTE).stream()
                    .filter(vote -> vote.height() == height)
                    .forEach(votes::add);
        }
        return votes;
    }

    private NestBftMessage propose(int round, long block, @Nullable NestBftCertificate lock) {
        NestBftVote mandate = new NestBftVote(Kind.ELECTION_VOTE, 1, round, 0, 1);
        return new NestBftMessage(
                Kind.PROPOSE, 1, round, block, 0, 0, 0, certificate(committee, mandate, 1, 2, 3), lock);
    }

    private NestBftMessage precommit(int round, long block) {
        return new NestBftMessage(Kind.PRECOMMIT, 1, round, block, 0, 0, 0, lock(round, block), null);
    }

    private NestBftMessage commit(int round, long block, double commitAt) {
        return new NestBftMessage(Kind.COMMIT, 1, round, block, 0, nanos(commitAt), 0, decided(1, round, block), null);
    }

    /** A vote for node 0 as the leader of round 0. */
    private NestBftMessage electionVote(int voter, @Nullable NestBftCertificate lock) {
        long signature = committee.signature(voter, new NestBftVote(Kind.ELECTION_VOTE, 1, 0, 0, 0));
        return new NestBftMessage(Kind.ELECTION_VOTE, 1, 0, 0, 0, 0, signature, null, lock);
    }

    private NestBftCertificate lock(int round, long block) {
        return certificate(committee, new NestBftVote(Kind.PROPOSE_VOTE, 1, round, block, 1), 1, 2, 3);
    }

    private NestBftCertificate decided(long height, int round, long block) {
        return certificate(committee, new NestBftVote(Kind.PRECOMMIT_VOTE, height, round, block, 1), 1, 2, 3);
    }

    private static NestBftMessage block(
            long height, long block, @Nullable NestBftCertificate certificate, double commitAt) {
        return new NestBftMessage(Kind.BLOCK, height, 0, block, 0, nanos(commitAt), 0, certificate, null);
    }

    private static NestBftMessage answer(long block, NestBftCertificate certificate) {
        return new NestBftMessage(Kind.BLOCK_ANSWER, 1, 0, block, 0, 0, 1, certificate, null);
    }

    private void at(double seconds, int puppet, NestBftMessage message) {
        until(seconds);
        send(puppet, message);
    }

    private void send(int puppet, NestBftMessage message) {
        WorkloadContext context = puppets.get(puppet - 1).context;
        context.send(context.directory().key(0), Topic.CONSENSUS, message.encode(0, NestBftMessage.HEADER));
    }

    private void until(double seconds) {
        network.runUntil(nanos(seconds));
    }

    private List<NestBftMessage> heard(int puppet, Kind kind) {
        return puppets.get(puppet - 1).heard.stream()
                .filter(message -> message.kind() == kind)
                .toList();
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }
}
