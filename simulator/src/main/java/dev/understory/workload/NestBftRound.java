package dev.understory.workload;

import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one node knows of one round of one height: the candidates it heard, its votes as a leader, what the leader sent. */
final class NestBftRound {
    private final Committee committee;
    private int bestCandidate = -1;
    private long bestLot = Long.MAX_VALUE;
    private final BitSet electionVotes = new BitSet();
    private final BitSet proposeVotes = new BitSet();
    private final BitSet precommitVotes = new BitSet();
    private long lockedBlock;
    private long lockedRound;
    private @Nullable Proposal proposal;
    private boolean isLeader;
    private boolean isPrecommitted;
    private long votesFrom;
    private @Nullable NestBftMessage commit;

    /**
     * What the leader of the round proposes.
     *
     * @param leader the member that sent it
     * @param lockRound the round of the lock it justifies itself by, plus one; 0 for a new block
     */
    record Proposal(int leader, long block, long lockRound, long proposedAt) {}

    NestBftRound(Committee committee) {
        this.committee = committee;
    }

    /**
     * Takes a message of this round in. Certificates of too little power, and certificates of anybody but the proposer,
     * are ignored.
     *
     * @return when the phase of votes began here that this vote completed to two thirds
     */
    OptionalLong take(int member, NestBftMessage message) {
        boolean isStrong = message.power() >= committee.quorum();
        switch (message.kind()) {
            case ELECTION -> candidate(member, message.extra());
            case ELECTION_VOTE -> electionVote(member, message.block(), message.extra());
            case PROPOSE -> {
                if (isStrong && proposal == null) {
                    proposal = new Proposal(member, message.block(), message.extra(), message.proposedAt());
                }
            }
            case PROPOSE_VOTE -> {
                return vote(proposeVotes, member, message.block());
            }
            case PRECOMMIT -> isPrecommitted |= isStrong && isProposed(member, message.block());
            case PRECOMMIT_VOTE -> {
                return vote(precommitVotes, member, message.block());
            }
            case COMMIT -> {
                if (isStrong && isProposed(member, message.block())) {
                    commit = message;
                }
            }
            case ROUND_INTERRUPT, BLOCK, BLOCK_REQUEST, BLOCK_ANSWER, HEIGHT_REQUEST, HEIGHT_ANSWER -> {}
        }
        return OptionalLong.empty();
    }

    /** The candidate with the lowest lot; -1 if none was heard of. */
    int bestCandidate() {
        return bestCandidate;
    }

    long electionPower() {
        return committee.power(electionVotes);
    }

    long proposePower() {
        return committee.power(proposeVotes);
    }

    long precommitPower() {
        return committee.power(precommitVotes);
    }

    /** The latest lock among the election votes: its block, and its round plus one; 0 if nobody is locked. */
    long lockedBlock() {
        return lockedBlock;
    }

    long lockedRound() {
        return lockedRound;
    }

    void lead() {
        isLeader = true;
    }

    boolean isLeader() {
        return isLeader;
    }

    @Nullable
    Proposal proposal() {
        return proposal;
    }

    /** A phase of votes begins here. */
    void votesFrom(long nanos) {
        votesFrom = nanos;
    }

    boolean isPrecommitted() {
        return isPrecommitted;
    }

    @Nullable
    NestBftMessage commit() {
        return commit;
    }

    private void candidate(int member, long lot) {
        if (lot < bestLot) {
            bestLot = lot;
            bestCandidate = member;
        }
    }

    private void electionVote(int voter, long block, long lockRound) {
        electionVotes.set(voter);
        if (lockRound > lockedRound) {
            lockedRound = lockRound;
            lockedBlock = block;
        }
    }

    private boolean isProposed(int member, long block) {
        return proposal != null && proposal.leader() == member && proposal.block() == block;
    }

    private OptionalLong vote(BitSet votes, int voter, long block) {
        if (!isLeader || proposal == null || proposal.block() != block || votes.get(voter)) {
            return OptionalLong.empty();
        }
        boolean before = committee.power(votes) >= committee.quorum();
        votes.set(voter);
        return !before && committee.power(votes) >= committee.quorum()
                ? OptionalLong.of(votesFrom)
                : OptionalLong.empty();
    }
}
