package dev.understory.workload;

import java.util.BitSet;

/** The votes that came in for one thing: each member counts once, and only with its own signature. */
final class NestBftTally {
    private final Committee committee;
    private final NestBftVote vote;
    private final BitSet voters = new BitSet();
    private long power;
    private long signature;

    NestBftTally(Committee committee, NestBftVote vote) {
        this.committee = committee;
        this.vote = vote;
    }

    /** Counts a member's vote; returns whether it was the one that completed two thirds. */
    boolean add(int member, long signed) {
        if (voters.get(member) || signed != committee.signature(member, vote)) {
            return false;
        }
        boolean before = isComplete();
        voters.set(member);
        power += committee.power(member);
        signature ^= signed;
        return !before && isComplete();
    }

    /** Whether more than two thirds of the power have voted. */
    boolean isComplete() {
        return power >= committee.quorum();
    }

    /** The votes so far. */
    NestBftCertificate certificate() {
        return new NestBftCertificate(vote, (BitSet) voters.clone(), signature);
    }
}
