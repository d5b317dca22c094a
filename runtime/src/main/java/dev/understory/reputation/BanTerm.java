package dev.understory.reputation;

import java.time.Duration;

/**
 * Why and how long something is banned.
 *
 * @param since when it began, on the node's clock
 * @param until when it ends; {@link BanList#FOREVER} for one without end
 */
public record BanTerm(BanReason reason, long since, long until) {
    /** Whether it has not ended. */
    public boolean isInForce(long nowNanos) {
        return until > nowNanos;
    }

    /** What an operator is told of it. */
    public Ban of(BanSubject subject, long nowNanos) {
        return new Ban(
                subject,
                reason,
                Duration.ofNanos(nowNanos - since),
                until == BanList.FOREVER ? null : Duration.ofNanos(until - nowNanos));
    }
}
