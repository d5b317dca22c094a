package dev.understory.reputation;

import java.time.Duration;

/**
 * Why and how long something is banned.
 *
 * @param since when it began, on the node's clock
 * @param until when it ends; {@link BanList#FOREVER} for one without end
 */
public record BanTerm(BanReason reason, long since, long until) {
    /** One that has been in force for {@code age} and is for {@code left} more; the clock may be below zero. */
    public static BanTerm of(BanReason reason, long age, long left, long nowNanos) {
        long until = nowNanos + left;
        boolean isEndless = left == BanList.FOREVER || until < nowNanos;
        return new BanTerm(reason, nowNanos - age, isEndless ? BanList.FOREVER : until);
    }

    /** Whether it leaves that other one of the same nothing to do: it ends later, or with the configuration's. */
    public boolean covers(BanTerm other) {
        return until > other.until || (until == other.until && other.reason == BanReason.CONFIGURED);
    }

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
