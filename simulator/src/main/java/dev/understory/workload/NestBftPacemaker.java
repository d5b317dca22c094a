package dev.understory.workload;

import java.util.Arrays;

/**
 * In which round a node is, and in which the others say they are. Rounds grow: every wait of round r is (2r + 1) times
 * that of round 0 (wire.md, section 8.2), so nodes that began a height at different moments meet in the first round
 * whose waits are longer than the time they are apart.
 */
final class NestBftPacemaker {
    /** Claims of later rounds are not believed: no node gets that far within a lifetime. */
    static final int MAX_ROUND = 1_000_000;

    /** Messages of so many rounds are kept from the node's own round on, and from the highest that is claimed on. */
    static final int ROUNDS_AHEAD = 16;

    private final Committee committee;
    private final int[] claims;
    private int round;
    private int claimed = -1;

    NestBftPacemaker(Committee committee) {
        this.committee = committee;
        this.claims = new int[committee.size()];
        newHeight();
    }

    int round() {
        return round;
    }

    /** A height begins: round 0, and nobody claims anything. */
    void newHeight() {
        round = 0;
        claimed = -1;
        Arrays.fill(claims, -1);
    }

    /** A member says that a round has failed at it. Its latest word counts. */
    void claim(int member, int failed) {
        if (failed <= MAX_ROUND) {
            claims[member] = failed;
            claimed = committee.highestClaimed(claims);
        }
    }

    /** The round is over: on to the next, or to the highest that members with a third of the power claim. */
    int advance() {
        round = Math.max(round + 1, claimed);
        return round;
    }

    /** Whether a message of that round is to be kept. */
    boolean isNear(int other) {
        return other >= round && other <= round + ROUNDS_AHEAD
                || claimed > round && other >= claimed && other <= claimed + ROUNDS_AHEAD;
    }
}
