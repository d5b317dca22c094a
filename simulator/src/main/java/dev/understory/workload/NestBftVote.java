package dev.understory.workload;

/**
 * What a member of the committee signs when it votes: votes of the same content can be put together to a certificate.
 *
 * @param kind {@code ELECTION_VOTE}, {@code PROPOSE_VOTE} or {@code PRECOMMIT_VOTE}
 * @param block the block it is for; 0 in an election
 * @param proposer the member that leads the round
 */
record NestBftVote(NestBftMessage.Kind kind, long height, int round, long block, int proposer) {
    /** A number that two different votes do not share but by chance. */
    long digest() {
        long mixed = Committee.mix(height ^ (long) kind.ordinal() << 56);
        mixed = Committee.mix(mixed ^ round ^ (long) proposer << 32);
        return Committee.mix(mixed ^ block);
    }
}
