package dev.understory.workload;

import dev.understory.workload.NestBftMessage.Kind;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of one round of one height, and the rules by which it believes what it is told
 * (wire.md, section 8; Canopy's checks of a proposer's and of a replica's messages):
 *
 * <ul>
 *   <li>a candidate is one whom the lots made a candidate;
 *   <li>a proposal comes with two thirds of the votes for its sender as leader of this round; a lock that it carries has
 *       two thirds of the votes for a block at this height. The latest before the vote stands;
 *   <li>a replica that is locked votes for a proposal only if that carries a lock on its very block, and this is the block
 *       it is locked on itself or the lock is of a later round;
 *   <li>PRECOMMIT and COMMIT come from the leader whose proposal this node voted for, with two thirds of the votes of this
 *       round for it;
 *   <li>a leader counts a member once, for what it proposed itself.
 * </ul>
 */
final class NestBftRound {
    private final Committee committee;
    private final long height;
    private final int round;
    private final NestBftTally electionVotes;
    private final BitSet candidates;
    private int bestCandidate = -1;
    private long bestLot = Long.MAX_VALUE;
    private @Nullable Proposal proposal;
    private @Nullable Proposal accepted;
    private @Nullable Leading leading;
    private @Nullable NestBftCertificate precommit;
    private @Nullable NestBftMessage commit;
    private long votesFrom;

    /**
     * What the leader of the round proposes.
     *
     * @param leader the member that sent it
     * @param lock the votes for the block in an earlier round, which justify it to those who are locked; or null
     */
    record Proposal(int leader, long block, @Nullable NestBftCertificate lock, long proposedAt) {}

    /** What this node collects as the leader. */
    private record Leading(long block, NestBftTally proposeVotes, NestBftTally precommitVotes) {}

    NestBftRound(Committee committee, long height, int round, int self) {
        this.committee = committee;
        this.height = height;
        this.round = round;
        this.electionVotes = new NestBftTally(committee, vote(Kind.ELECTION_VOTE, 0, self));
        this.candidates = committee.candidates(height, round);
    }

    /** A vote of this round. */
    NestBftVote vote(Kind kind, long block, int proposer) {
        return new NestBftVote(kind, height, round, block, proposer);
    }

    /**
     * Takes a message of this round in; what breaks a rule is ignored.
     *
     * @return when the phase of votes began here that this vote completed to two thirds
     */
    OptionalLong take(int member, NestBftMessage message) {
        switch (message.kind()) {
            case ELECTION -> candidate(member, message.extra());
            case ELECTION_VOTE -> electionVotes.add(member, message.extra());
            case PROPOSE -> propose(member, message);
            case PRECOMMIT -> {
                if (isOfTheLeader(member, message, Kind.PROPOSE_VOTE)) {
                    precommit = message.certificate();
                }
            }
            case COMMIT -> {
                if (isOfTheLeader(member, message, Kind.PRECOMMIT_VOTE)) {
                    commit = message;
                }
            }
            case PROPOSE_VOTE, PRECOMMIT_VOTE -> {
                return count(member, message);
            }
            case ROUND_INTERRUPT, BLOCK, BLOCK_REQUEST, BLOCK_ANSWER, HEIGHT_REQUEST, HEIGHT_ANSWER -> {}
        }
        return OptionalLong.empty();
    }

    /** Whether a certificate locks a block at this height: two thirds voted for the block that was proposed in its round. */
    static boolean locks(Committee committee, long height, NestBftCertificate certificate) {
        NestBftVote vote = certificate.vote();
        return vote.height() == height && vote.kind() == Kind.PROPOSE_VOTE && committee.certifies(certificate, vote);
    }

    boolean isCandidate(int member) {
        return candidates.get(member);
    }

    /** The candidate with the lowest lot; -1 if none was heard of. */
    int bestCandidate() {
        return bestCandidate;
    }

    /** The votes for this node as leader, if they are enough. */
    @Nullable
    NestBftCertificate mandate() {
        return electionVotes.isComplete() ? electionVotes.certificate() : null;
    }

    /** This node leads the round with a block. */
    void lead(int self, long block) {
        leading = new Leading(
                block,
                new NestBftTally(committee, vote(Kind.PROPOSE_VOTE, block, self)),
                new NestBftTally(committee, vote(Kind.PRECOMMIT_VOTE, block, self)));
    }

    boolean isLeader() {
        return leading != null;
    }

    /** The votes of that kind for what this node proposed, if they are enough. */
    @Nullable
    NestBftCertificate certificate(Kind votes) {
        if (leading == null) {
            return null;
        }
        NestBftTally tally = votes == Kind.PROPOSE_VOTE ? leading.proposeVotes() : leading.precommitVotes();
        return tally.isComplete() ? tally.certificate() : null;
    }

    /**
     * The proposal that this node votes for, given what it is locked by; null if there is none or it is not safe. From here
     * on nothing else counts in this round.
     */
    @Nullable
    Proposal accept(@Nullable NestBftCertificate lock) {
        if (accepted == null && proposal != null && isSafe(proposal, lock)) {
            accepted = proposal;
        }
        return accepted;
    }

    /** What this node voted for in this round, or null. */
    @Nullable
    Proposal accepted() {
        return accepted;
    }

    /** A phase of votes begins here. */
    void votesFrom(long nanos) {
        votesFrom = nanos;
    }

    /** The certificate that locks this node, or null if none came. */
    @Nullable
    NestBftCertificate precommit() {
        return precommit;
    }

    @Nullable
    NestBftMessage commit() {
        return commit;
    }

    private void candidate(int member, long lot) {
        if (candidates.get(member) && lot == committee.lot(height, round, member) && lot < bestLot) {
            bestLot = lot;
            bestCandidate = member;
        }
    }

    private void propose(int member, NestBftMessage message) {
        NestBftCertificate lock = message.lock();
        if (committee.certifies(message.certificate(), vote(Kind.ELECTION_VOTE, 0, member))
                && (lock == null || locks(committee, height, lock))) {
            proposal = new Proposal(member, message.block(), lock, message.proposedAt());
        }
    }

    private static boolean isSafe(Proposal proposal, @Nullable NestBftCertificate lock) {
        if (lock == null) {
            return true;
        }
        NestBftCertificate justification = proposal.lock();
        return justification != null
                && justification.vote().block() == proposal.block()
                && (justification.vote().block() == lock.vote().block()
                        || justification.vote().round() > lock.vote().round());
    }

    private boolean isOfTheLeader(int member, NestBftMessage message, Kind votes) {
        return accepted != null
                && accepted.leader() == member
                && committee.certifies(message.certificate(), vote(votes, accepted.block(), member));
    }

    private OptionalLong count(int voter, NestBftMessage message) {
        if (leading == null) {
            return OptionalLong.empty();
        }
        NestBftTally tally = message.kind() == Kind.PROPOSE_VOTE ? leading.proposeVotes() : leading.precommitVotes();
        return tally.add(voter, message.extra()) ? OptionalLong.of(votesFrom) : OptionalLong.empty();
    }
}
