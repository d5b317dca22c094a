package dev.understory.mux;

/**
 * Whether the peer is still there: any byte that arrives proves it, not only whole packets, so that a large message on a
 * slow link does not look like a dead peer (wire.md, section 9B-P4; attacks.md, U6). While we do not listen, it cannot
 * be heard.
 */
public final class Liveness {
    private final long timeoutNanos;
    private long lastHeard;
    private boolean listening = true;

    /** A peer that may be silent for that long, and was heard {@code now}. */
    public Liveness(long timeoutNanos, long now) {
        this.timeoutNanos = timeoutNanos;
        this.lastHeard = now;
    }

    /** Bytes came. */
    public void heard(long now) {
        lastHeard = now;
    }

    /** We read nothing from now on. */
    public void stopListening() {
        listening = false;
    }

    /** We read again. */
    public void listen(long now) {
        listening = true;
        lastHeard = now;
    }

    /** When the peer counts as gone unless something is heard before; {@link Long#MAX_VALUE} while we do not listen. */
    public long deadlineNanos() {
        return listening ? lastHeard + timeoutNanos : Long.MAX_VALUE;
    }

    /** Whether it counts as gone. */
    public boolean isExpired(long now) {
        return listening && now - deadlineNanos() >= 0;
    }
}
