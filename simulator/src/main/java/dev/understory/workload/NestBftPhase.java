package dev.understory.workload;

/**
 * The phases of NestBFT (wire.md, section 8.1) in their order. Phases are started only by timers
 * (wire.md, section 8.2): the wait after a phase in round r is its base times 2r + 1.
 */
public enum NestBftPhase {
    /** Between a commit and the election: the block is spread and heights align on the leader's clock. */
    NEW_HEIGHT(4500),
    /** Candidates announce themselves to all. */
    ELECTION(1500),
    /** Every replica votes for the best candidate it heard of. */
    ELECTION_VOTE(1500),
    /** Who has two thirds of the votes is the leader and proposes a block to all. */
    PROPOSE(2500),
    /** Replicas that accept the proposal vote for it. */
    PROPOSE_VOTE(4000),
    /** With two thirds of the votes the leader sends their certificate to all. */
    PRECOMMIT(2000),
    /** Replicas lock the certified block and vote again. */
    PRECOMMIT_VOTE(2000),
    /** With two thirds of these votes the leader sends the commit certificate to all. */
    COMMIT(2000),
    /** Replicas that have it commit the block and gossip it. No timer follows: the next height does. */
    COMMIT_PROCESS(0),
    /** The round failed at this node: it says so to all and waits for the round's end. */
    ROUND_INTERRUPT(0),
    /** The round's end: on to the next round, or to the highest that more than a third of the power claims. */
    PACEMAKER(0),
    /** A node that started late or has fallen behind: it takes no part until it is level with the chain. */
    JOINING(0);

    private final long baseMillis;

    NestBftPhase(long baseMillis) {
        this.baseMillis = baseMillis;
    }

    /** The default wait after the action of this phase in round 0. */
    public long baseMillis() {
        return baseMillis;
    }

    /** The phase that its timer starts. */
    NestBftPhase next() {
        return values()[ordinal() + 1];
    }
}
