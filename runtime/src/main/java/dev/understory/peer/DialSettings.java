package dev.understory.peer;

import dev.understory.admission.PeerSetEffect;
import java.time.Duration;

/**
 * How a node dials.
 *
 * @param lookupTimeout how long the lookup of a host name may take; its dial begins after it
 * @param timeout how long opening a link may take, with all the addresses of the host
 * @param concurrent how many dials may be under way
 * @param queued how many more may wait for their turn; as many host names may be looked up at a time
 * @param firstDelay the back-off after the first failure
 * @param maxDelay the longest back-off
 * @param factor by which the back-off grows
 * @param jitter share by which each back-off is spread, up and down: 0.5 makes 1 s one of 0.5 to 1.5 s
 * @param yield how long the node with the greater key lets a must-connect peer dial first, so that two validators that
 *     start together seldom dial each other at once
 * @param mustConnectTimeout how long opening a link to a must-connect peer may take: it is tried again soon
 * @param mustConnectDelay the longest back-off of a must-connect peer that cannot be reached, so that an outage is over for it when it is over
 */
public record DialSettings(
        Duration lookupTimeout,
        Duration timeout,
        int concurrent,
        int queued,
        Duration firstDelay,
        Duration maxDelay,
        double factor,
        double jitter,
        Duration yield,
        Duration mustConnectTimeout,
        Duration mustConnectDelay) {
    /** What a node uses unless told otherwise. */
    public static final DialSettings DEFAULT = new DialSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            64,
            1024,
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            1.5,
            0.5,
            Duration.ofMillis(750),
            Duration.ofSeconds(1),
            Duration.ofMillis(300));

    /** Checks the ranges. */
    public DialSettings {
        if (!lookupTimeout.isPositive()
                || !timeout.isPositive()
                || !firstDelay.isPositive()
                || !mustConnectTimeout.isPositive()
                || !mustConnectDelay.isPositive()
                || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("dial times: 0 < timeouts, 0 < first delay <= longest delay");
        }
        if (concurrent < 1 || queued < 0 || factor < 1 || jitter < 0 || jitter >= 1 || yield.isNegative()) {
            throw new IllegalArgumentException(
                    "dialling needs concurrent >= 1, queued >= 0, factor >= 1, 0 <= jitter < 1, yield >= 0");
        }
    }

    /** How long opening a link may take in a dial of that rank. */
    Duration timeout(int rank) {
        boolean isShorter = rank == PeerSetEffect.Dial.URGENT && mustConnectTimeout.compareTo(timeout) < 0;
        return isShorter ? mustConnectTimeout : timeout;
    }
}
