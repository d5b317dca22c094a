package dev.understory.mux;

/**
 * Whether the peer is still there: any byte that arrives proves it, not only whole packets, so that a large message on a
 * slow link does not look like a dead peer (spec 9B-P4, attacks U6).
 */
public final class Liveness {
    private final long timeoutNanos;
    private long lastHeard;

    /** A peer that may be silent for that long, and was heard {@code now}. */
    public Liveness(long timeoutNanos, long now) {
        this.timeoutNanos = timeoutNanos;
        this.lastHeard = now;
    }

    /** Bytes came. */
    public void heard(long now) {
        lastHeard = now;
    }

    /** When the peer counts as gone unless something is heard before. */
    public long deadlineNanos() {
        return lastHeard + timeoutNanos;
    }

    /** Whether it counts as gone. */
    public boolean isExpired(long now) {
        return now - deadlineNanos() >= 0;
    }
}
