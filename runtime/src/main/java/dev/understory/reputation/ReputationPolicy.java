package dev.understory.reputation;

import dev.understory.limits.GroupLevel;
import dev.understory.limits.PerLevel;
import java.time.Duration;

/**
 * What follows from a bad reputation.
 *
 * @param tolerance points that an identity may be below zero; with more it is disconnected and refused
 * @param groupTolerance the same of all identities together that come from one group of addresses
 * @param recovery the time in which a score rises by one point
 * @param entries identities, and groups of each level, whose score is remembered; the one that offended longest ago goes
 *     first
 * @param lastPeers admitted peers without which nobody is disconnected or refused for his reputation
 * @param mostEarned points that an identity may have earned; low, for they are a preference and no account
 * @param fade the time in which one earned point goes away
 */
public record ReputationPolicy(
        int tolerance,
        PerLevel groupTolerance,
        Duration recovery,
        int entries,
        int lastPeers,
        int mostEarned,
        Duration fade) {
    /** How many times over a group's own tolerance exceeds what one narrower group can use up of it. */
    private static final int SHARES = 4;

    /**
     * 10 points as Canopy has it; 30 for an address, 40 for a site, 50 for a subnet, 80 for a network; a point a minute;
     * 10,000 entries; never below two peers. 10 points can be earned, as Canopy has it; they go at one a minute.
     */
    public static final ReputationPolicy DEFAULT = new ReputationPolicy(
            10, new PerLevel(30, 40, 50, 80), Duration.ofMinutes(1), 10_000, 2, 10, Duration.ofMinutes(1));

    /** Checks the ranges. */
    public ReputationPolicy {
        if (tolerance < 0 || groupTolerance.least() < 0 || lastPeers < 0 || mostEarned < 0) {
            throw new IllegalArgumentException("tolerances, peers and what can be earned are not negative");
        }
        if (!recovery.isPositive() || !fade.isPositive() || entries < 1) {
            throw new IllegalArgumentException("a reputation recovers and fades, and there is room for one");
        }
    }

    /** Points of one narrower group that a group of that level bears: a quarter of its tolerance, and one at least. */
    int share(GroupLevel level) {
        return Math.max(1, groupTolerance.at(level) / SHARES);
    }
}
