package dev.understory.workload;

import static dev.understory.workload.NestBftFixture.certificate;
import static dev.understory.workload.NestBftFixture.committee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.workload.NestBftMessage.Kind;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Four members, of which three decide; member 0 is the node under test, member 1 the leader of round 3 at height 7. */
class NestBftRoundTest {
    private static final long HEIGHT = 7;
    private static final int ROUND = 3;
    private static final int LEADER = 1;
    private static final long X = 101;
    private static final long Y = 103;

    private final Committee committee = committee(4);
    private final NestBftRound round = new NestBftRound(committee, HEIGHT, ROUND, 0);

    @Test
    void acceptsAProposalOfWhoHasTwoThirdsOfTheVotesAsLeader() {
        round.take(LEADER, propose(X, mandate(0, 2, 3), null));
        assertThat(round.accept(null)).isEqualTo(new NestBftRound.Proposal(LEADER, X, null, 55));
    }

    @Test
    void acceptsNothingWithoutAProposal() {
        assertThat(round.accept(null)).isNull();
    }

    @Test
    void believesNoProposalWithoutVotesOrWithTooFew() {
        refuses(LEADER, propose(X, null, null));
        refuses(LEADER, propose(X, mandate(0, 2), null));
    }

    @Test
    void believesNoProposalOfALeaderWhoWasNotElected() {
        refuses(2, propose(X, mandate(0, 2, 3), null));
    }

    @Test
    void believesNoMandateOfAnotherRoundHeightOrPhase() {
        for (NestBftVote stale : new NestBftVote[] {
            new NestBftVote(Kind.ELECTION_VOTE, HEIGHT, ROUND - 1, 0, LEADER),
            new NestBftVote(Kind.ELECTION_VOTE, HEIGHT - 1, ROUND, 0, LEADER),
            new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, ROUND, 0, LEADER),
            new NestBftVote(Kind.ELECTION_VOTE, HEIGHT, ROUND, X, LEADER)
        }) {
            refuses(LEADER, propose(X, certificate(committee, stale, 0, 2, 3), null));
        }
    }

    @Test
    void believesNoCertificateOfAnotherCommittee() {
        NestBftVote vote = round.vote(Kind.ELECTION_VOTE, 0, LEADER);
        refuses(LEADER, propose(X, certificate(committee(4, 43), vote, 0, 2, 3), null));
    }

    @Test
    void believesNoCertificateThatNamesSomebodyWhoDidNotSign() {
        NestBftCertificate signed = mandate(2, 3);
        BitSet named = BitSet.valueOf(new long[] {0b1101});
        refuses(LEADER, propose(X, new NestBftCertificate(signed.vote(), named, signed.signature()), null));
    }

    @Test
    void believesNoCertificateThatSaysItIsForSomethingElseThanWasSigned() {
        accept(X);
        NestBftCertificate signed = votes(Kind.PROPOSE_VOTE, X, 0, 2, 3);
        NestBftVote later = new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, ROUND + 5, Y, LEADER);
        round.take(
                LEADER, certified(Kind.PRECOMMIT, new NestBftCertificate(later, signed.signers(), signed.signature())));
        assertThat(round.precommit()).isNull();
    }

    @Test
    void believesNoCertificateThatNamesMoreThanThereAre() {
        NestBftCertificate signed = mandate(0, 2, 3);
        BitSet named = BitSet.valueOf(new long[] {0b11101});
        long signature = signed.signature() ^ committee.signature(4, signed.vote());
        refuses(LEADER, propose(X, new NestBftCertificate(signed.vote(), named, signature), null));
    }

    @Test
    void votesForTheLatestOfTwoProposalsAndForNoOtherAfterwards() {
        round.take(LEADER, propose(X, mandate(0, 2, 3), null));
        round.take(LEADER, propose(Y, mandate(0, 2, 3), null));
        assertThat(blockAccepted(null)).isEqualTo(Y);
        round.take(LEADER, propose(X, mandate(0, 2, 3), null));
        assertThat(blockAccepted(null)).isEqualTo(Y);
        assertThat(round.accepted()).isNotNull();
    }

    @Test
    void aLockedReplicaRefusesAProposalThatDoesNotSayWhy() {
        refusesLocked(lock(1, X), propose(Y, mandate(0, 2, 3), null));
        refusesLocked(lock(1, X), propose(X, mandate(0, 2, 3), null));
    }

    @Test
    void aLockedReplicaVotesForItsOwnBlockWithALockOnIt() {
        round.take(LEADER, propose(X, mandate(0, 2, 3), lock(0, X)));
        assertThat(blockAccepted(lock(1, X))).isEqualTo(X);
    }

    @Test
    void aLockedReplicaVotesForAnotherBlockThatWasLockedLater() {
        round.take(LEADER, propose(Y, mandate(0, 2, 3), lock(2, Y)));
        assertThat(blockAccepted(lock(1, X))).isEqualTo(Y);
    }

    @Test
    void aLockedReplicaRefusesAnotherBlockThatWasLockedNoLater() {
        refusesLocked(lock(1, X), propose(Y, mandate(0, 2, 3), lock(1, Y)));
        refusesLocked(lock(1, X), propose(Y, mandate(0, 2, 3), lock(0, Y)));
    }

    @Test
    void aLockedReplicaRefusesABlockThatTheLockIsNotFor() {
        refusesLocked(lock(1, X), propose(Y, mandate(0, 2, 3), lock(2, X)));
        refusesLocked(lock(1, X), propose(Y, mandate(0, 2, 3), lock(1, X)));
    }

    @Test
    void believesNoProposalWithALockThatIsNone() {
        NestBftCertificate[] none = {
            certificate(committee, new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, 2, Y, 2), 0, 3),
            certificate(committee, new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT - 1, 2, Y, 2), 0, 2, 3),
            certificate(committee, new NestBftVote(Kind.PRECOMMIT_VOTE, HEIGHT, 2, Y, 2), 0, 2, 3),
            certificate(committee, new NestBftVote(Kind.ELECTION_VOTE, HEIGHT, 2, Y, 2), 0, 2, 3),
            certificate(committee(4, 43), new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, 2, Y, 2), 0, 2, 3),
        };
        for (NestBftCertificate lock : none) {
            refusesLocked(lock(1, X), propose(Y, mandate(0, 2, 3), lock));
            refuses(LEADER, propose(Y, mandate(0, 2, 3), lock));
        }
    }

    @Test
    void isLockedByTwoThirdsOfTheVotesForWhatItVotedForItself() {
        accept(X);
        NestBftCertificate votes = votes(Kind.PROPOSE_VOTE, X, 0, 2, 3);
        round.take(LEADER, certified(Kind.PRECOMMIT, votes));
        assertThat(round.precommit()).isEqualTo(votes);
        assertThat(round.commit()).isNull();
    }

    @Test
    void commitsWithTwoThirdsOfThePrecommitVotesForWhatItVotedForItself() {
        accept(X);
        NestBftMessage commit = certified(Kind.COMMIT, votes(Kind.PRECOMMIT_VOTE, X, 0, 2, 3));
        round.take(LEADER, commit);
        assertThat(round.commit()).isEqualTo(commit);
        assertThat(round.precommit()).isNull();
    }

    @Test
    void believesNoCertificateBeforeItHasVoted() {
        round.take(LEADER, propose(X, mandate(0, 2, 3), null));
        isDeafTo(LEADER, votes(Kind.PROPOSE_VOTE, X, 0, 2, 3), votes(Kind.PRECOMMIT_VOTE, X, 0, 2, 3));
    }

    @Test
    void believesNoCertificateFromAnotherThanTheLeader() {
        accept(X);
        isDeafTo(2, votes(Kind.PROPOSE_VOTE, X, 0, 2, 3), votes(Kind.PRECOMMIT_VOTE, X, 0, 2, 3));
        isDeafTo(
                2,
                certificate(committee, round.vote(Kind.PROPOSE_VOTE, X, 2), 0, 2, 3),
                certificate(committee, round.vote(Kind.PRECOMMIT_VOTE, X, 2), 0, 2, 3));
    }

    @Test
    void believesNoCertificateForABlockItDidNotVoteFor() {
        accept(X);
        isDeafTo(LEADER, votes(Kind.PROPOSE_VOTE, Y, 1, 2, 3), votes(Kind.PRECOMMIT_VOTE, Y, 1, 2, 3));
    }

    @Test
    void believesNoCertificateOfTooFewOfAnOlderRoundOrHeightOrOfThePhaseBefore() {
        accept(X);
        isDeafTo(LEADER, votes(Kind.PROPOSE_VOTE, X, 2, 3), votes(Kind.PRECOMMIT_VOTE, X, 2, 3));
        isDeafTo(LEADER, stale(Kind.PROPOSE_VOTE, HEIGHT, ROUND - 1), stale(Kind.PRECOMMIT_VOTE, HEIGHT, ROUND - 1));
        isDeafTo(LEADER, stale(Kind.PROPOSE_VOTE, HEIGHT - 1, ROUND), stale(Kind.PRECOMMIT_VOTE, HEIGHT - 1, ROUND));
        isDeafTo(LEADER, votes(Kind.PRECOMMIT_VOTE, X, 0, 2, 3), votes(Kind.PROPOSE_VOTE, X, 0, 2, 3));
        isDeafTo(LEADER, null, null);
    }

    @Test
    void aLeaderCountsAMemberOnceAndSaysWhenTwoThirdsAreThere() {
        for (Kind votes : new Kind[] {Kind.PROPOSE_VOTE, Kind.PRECOMMIT_VOTE}) {
            NestBftRound led = new NestBftRound(committee, HEIGHT, ROUND, 0);
            led.lead(0, X);
            led.votesFrom(99);
            assertThat(led.take(1, vote(votes, 1, X, 0))).isEmpty();
            assertThat(led.take(1, vote(votes, 1, X, 0))).isEmpty();
            assertThat(led.take(1, vote(votes, 1, X, 0))).isEmpty();
            assertThat(led.take(2, vote(votes, 2, X, 0))).isEmpty();
            assertThat(led.certificate(votes)).isNull();
            assertThat(led.take(3, vote(votes, 3, X, 0))).isEqualTo(OptionalLong.of(99));
            assertThat(led.take(0, vote(votes, 0, X, 0))).isEmpty();
            assertThat(led.certificate(votes)).isEqualTo(certificate(committee, led.vote(votes, X, 0), 0, 1, 2, 3));
            Kind other = votes == Kind.PROPOSE_VOTE ? Kind.PRECOMMIT_VOTE : Kind.PROPOSE_VOTE;
            assertThat(led.certificate(other)).isNull();
        }
    }

    @Test
    void aLeaderCountsNoVoteForAnotherBlockRoundHeightPhaseOrLeader() {
        round.lead(0, X);
        NestBftVote[] others = {
            new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, ROUND, Y, 0),
            new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, ROUND - 1, X, 0),
            new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT - 1, ROUND, X, 0),
            new NestBftVote(Kind.PRECOMMIT_VOTE, HEIGHT, ROUND, X, 0),
            new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, ROUND, X, 1),
        };
        for (NestBftVote other : others) {
            for (int member = 0; member < 4; member++) {
                round.take(member, signed(Kind.PROPOSE_VOTE, committee.signature(member, other)));
            }
        }
        assertThat(round.certificate(Kind.PROPOSE_VOTE)).isNull();
    }

    @Test
    void aLeaderCountsNoVoteThatSomebodyElseSigned() {
        round.lead(0, X);
        for (int member = 0; member < 4; member++) {
            round.take(member, vote(Kind.PROPOSE_VOTE, 1, X, 0));
        }
        assertThat(round.certificate(Kind.PROPOSE_VOTE)).isNull();
    }

    @Test
    void whoDoesNotLeadHasNoCertificate() {
        for (int member = 0; member < 4; member++) {
            round.take(member, vote(Kind.PROPOSE_VOTE, member, X, 0));
        }
        assertThat(round.isLeader()).isFalse();
        assertThat(round.certificate(Kind.PROPOSE_VOTE)).isNull();
    }

    @Test
    void isElectedByTwoThirdsOfTheVotesForItself() {
        for (int member = 0; member < 2; member++) {
            electionVote(member, 0);
            electionVote(member, 0);
        }
        electionVote(2, 1);
        assertThat(round.mandate()).isNull();
        electionVote(2, 0);
        assertThat(round.mandate()).isEqualTo(certificate(committee, round.vote(Kind.ELECTION_VOTE, 0, 0), 0, 1, 2));
    }

    @Test
    void electsTheCandidateWithTheLowestLotAndNobodyWhomTheLotsDidNotChoose() {
        Committee many = committee(30);
        NestBftRound election = new NestBftRound(many, HEIGHT, ROUND, 0);
        assertThat(election.bestCandidate()).isEqualTo(-1);
        for (int member = 0; member < 30; member++) {
            if (!many.candidates(HEIGHT, ROUND).get(member)) {
                election.take(member, signed(Kind.ELECTION, many.lot(HEIGHT, ROUND, member)));
                election.take(member, signed(Kind.ELECTION, 0));
                assertThat(election.isCandidate(member)).isFalse();
            }
        }
        assertThat(election.bestCandidate()).isEqualTo(-1);
        for (int member : many.candidates(HEIGHT, ROUND).stream().toArray()) {
            election.take(member, signed(Kind.ELECTION, 0));
        }
        assertThat(election.bestCandidate()).as("a lot that is not its own").isEqualTo(-1);
        int best = NestBftFixture.leader(many, HEIGHT, ROUND);
        election.take(best, signed(Kind.ELECTION, many.lot(HEIGHT, ROUND, best)));
        for (int member : many.candidates(HEIGHT, ROUND).stream().toArray()) {
            election.take(member, signed(Kind.ELECTION, many.lot(HEIGHT, ROUND, member)));
        }
        assertThat(election.bestCandidate()).isEqualTo(best);
    }

    private void electionVote(int voter, int leader) {
        long signature = committee.signature(voter, round.vote(Kind.ELECTION_VOTE, 0, leader));
        round.take(voter, signed(Kind.ELECTION_VOTE, signature));
    }

    private void accept(long block) {
        round.take(LEADER, propose(block, mandate(0, 2, 3), null));
        assertThat(blockAccepted(null)).isEqualTo(block);
    }

    private void isDeafTo(int member, @Nullable NestBftCertificate precommit, @Nullable NestBftCertificate commit) {
        round.take(member, certified(Kind.PRECOMMIT, precommit));
        round.take(member, certified(Kind.COMMIT, commit));
        assertThat(round.precommit()).isNull();
        assertThat(round.commit()).isNull();
    }

    private void refuses(int member, NestBftMessage proposal) {
        NestBftRound fresh = new NestBftRound(committee, HEIGHT, ROUND, 0);
        fresh.take(member, proposal);
        assertThat(fresh.accept(null)).isNull();
    }

    private void refusesLocked(NestBftCertificate lock, NestBftMessage proposal) {
        NestBftRound fresh = new NestBftRound(committee, HEIGHT, ROUND, 0);
        fresh.take(LEADER, proposal);
        assertThat(fresh.accept(lock)).isNull();
        assertThat(fresh.accepted()).isNull();
    }

    private long blockAccepted(@Nullable NestBftCertificate lock) {
        NestBftRound.Proposal accepted = round.accept(lock);
        return accepted == null ? 0 : accepted.block();
    }

    private NestBftCertificate mandate(int... signers) {
        return votes(Kind.ELECTION_VOTE, 0, signers);
    }

    private NestBftCertificate votes(Kind kind, long block, int... signers) {
        return certificate(committee, round.vote(kind, block, LEADER), signers);
    }

    private NestBftCertificate stale(Kind kind, long height, int of) {
        return certificate(committee, new NestBftVote(kind, height, of, X, LEADER), 0, 2, 3);
    }

    private NestBftCertificate lock(int of, long block) {
        return certificate(committee, new NestBftVote(Kind.PROPOSE_VOTE, HEIGHT, of, block, 2), 0, 2, 3);
    }

    private static NestBftMessage propose(
            long block, @Nullable NestBftCertificate mandate, @Nullable NestBftCertificate lock) {
        return new NestBftMessage(Kind.PROPOSE, HEIGHT, ROUND, block, 55, 0, 0, mandate, lock);
    }

    private static NestBftMessage certified(Kind kind, @Nullable NestBftCertificate certificate) {
        return new NestBftMessage(kind, HEIGHT, ROUND, X, 55, 66, 0, certificate, null);
    }

    private NestBftMessage vote(Kind kind, int voter, long block, int leader) {
        return signed(kind, committee.signature(voter, round.vote(kind, block, leader)));
    }

    private static NestBftMessage signed(Kind kind, long signature) {
        return new NestBftMessage(kind, HEIGHT, ROUND, X, 0, 0, signature, null, null);
    }
}
