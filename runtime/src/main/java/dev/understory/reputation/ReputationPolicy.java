package dev.understory.reputation;

import java.time.Duration;

/**
 * What follows from a bad reputation.
 *
 * @param tolerance points that an identity may be below zero; with more it is disconnected and refused
 * @param subnetTolerance the same of all identities together that come from one /24 (IPv4) or /64 (IPv6)
 * @param recovery the time in which a score rises by one point
 * @param entries identities, and subnets, whose score is remembered; the one that offended longest ago goes first
 * @param lastPeers admitted peers without which nobody is disconnected or refused for his reputation
 */
public record ReputationPolicy(int tolerance, int subnetTolerance, Duration recovery, int entries, int lastPeers) {
    /** 10 points as Canopy has it, 50 for a subnet; a point a minute; 10,000 entries; never below two peers. */
    public static final ReputationPolicy DEFAULT = new ReputationPolicy(10, 50, Duration.ofMinutes(1), 10_000, 2);

    /** Checks the ranges. */
    public ReputationPolicy {
        if (tolerance < 0 || subnetTolerance < 0 || lastPeers < 0) {
            throw new IllegalArgumentException("tolerances and peers are not negative");
        }
        if (!recovery.isPositive() || entries < 1) {
            throw new IllegalArgumentException("a reputation recovers, and there is room for one");
        }
    }
}
