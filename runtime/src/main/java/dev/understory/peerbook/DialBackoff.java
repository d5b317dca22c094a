package dev.understory.peerbook;

import dev.understory.crypto.RandomStream;
import java.time.Duration;

/**
 * How long to wait before the next dial: grows from failure to failure up to a limit, and is spread at random so that
 * nodes that lost somebody together do not come back together. Never gives up; that is its owner's decision.
 */
public final class DialBackoff {
    private final double firstNanos;
    private final double maxNanos;
    private final double factor;
    private final double jitter;
    private final RandomStream random;
    private double nextNanos;
    private int failures;

    /**
     * A back-off before any failure.
     *
     * @param first before jitter, after the first failure
     * @param max before jitter, at most
     * @param factor by which it grows, at least 1
     * @param jitter share of the spread up and down, in [0, 1)
     * @param random where the spread comes from
     */
    public DialBackoff(Duration first, Duration max, double factor, double jitter, RandomStream random) {
        this.firstNanos = first.toNanos();
        this.maxNanos = max.toNanos();
        this.factor = factor;
        this.jitter = jitter;
        this.random = random;
        this.nextNanos = firstNanos;
    }

    /** Counts a failure and returns the nanoseconds to wait after it. */
    public long failed() {
        return failed(Long.MAX_VALUE);
    }

    /** As above, for somebody who is not let wait longer than that, before jitter; a wait that is cut short does not grow. */
    public long failed(long longestNanos) {
        double delay = Math.min(nextNanos, longestNanos);
        if (nextNanos <= longestNanos) {
            nextNanos = Math.min(nextNanos * factor, maxNanos);
        }
        failures = failures == Integer.MAX_VALUE ? failures : failures + 1;
        return Math.max(1, (long) (delay * (1 + jitter * (2 * random.nextDouble() - 1))));
    }

    /** The peer was reached: the next failure counts as the first. */
    public void succeeded() {
        failures = 0;
        nextNanos = firstNanos;
    }

    /** Failures in a row. */
    public int failures() {
        return failures;
    }
}
