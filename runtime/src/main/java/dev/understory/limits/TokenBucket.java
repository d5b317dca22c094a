package dev.understory.limits;

/**
 * Allows a rate and bursts above it: tokens come at the rate, up to the burst, and each event takes some. Never waits: it
 * says whether there were enough. Integer arithmetic, so that it neither drifts nor depends on the machine.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Keeps the arithmetic within 63 bits. */
    private static final long MAX = RateLimit.MOST;

    private final long perSecond;
    private final long burst;
    private long tokens;
    /** What was earned of the next token, in billionths. */
    private long fraction;

    private long filledAt;

    /** A full bucket. */
    public TokenBucket(long perSecond, long burst, long now) {
        if (perSecond < 1 || burst < 1 || perSecond > MAX || burst > MAX) {
            throw new IllegalArgumentException(
                    "rate and burst lie between 1 and " + MAX + ", not " + perSecond + ", " + burst);
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    /** Takes {@code count} tokens, or none and says false if there are fewer. */
    public boolean take(long count, long now) {
        refill(now);
        if (tokens < count) {
            return false;
        }
        tokens -= count;
        return true;
    }

    /** Adds tokens that were earned otherwise than by time; never more than the burst. */
    public void earn(long count) {
        tokens = Math.min(burst, tokens + count);
    }

    /** Tokens that are there now. */
    public long available(long now) {
        refill(now);
        return tokens;
    }

    /** When there will be as many as there can be. */
    public long fullAt(long now) {
        refill(now);
        long missing = burst - tokens;
        return now + missing / perSecond * NANOS_PER_SECOND + missing % perSecond * NANOS_PER_SECOND / perSecond;
    }

    private void refill(long now) {
        long elapsed = now - filledAt;
        if (elapsed <= 0) {
            return;
        }
        filledAt = now;
        if (elapsed / NANOS_PER_SECOND > burst / perSecond) {
            tokens = burst;
            fraction = 0;
            return;
        }
        long earned = fraction + elapsed * perSecond;
        tokens = Math.min(burst, tokens + earned / NANOS_PER_SECOND);
        fraction = tokens == burst ? 0 : earned % NANOS_PER_SECOND;
    }
}
