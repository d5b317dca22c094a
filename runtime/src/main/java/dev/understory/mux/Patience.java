package dev.understory.mux;

/**
 * How long something that a peer has begun may take to end: what its bytes take at a least rate, and a grace. What comes
 * faster than it has to is not saved up beyond the grace, so that nothing stands still for longer than that. Time is
 * whatever time should count against the peer.
 */
public final class Patience {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Bytes that are counted at once: more would exceed any grace, and 63 bits. */
    private static final long MOST = 1L << 32;

    private final long bytesPerSecond;
    private final long graceNanos;
    private boolean running;
    private long over;
    private long bytes;

    /** Nothing is begun. */
    public Patience(long bytesPerSecond, long graceNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.graceNanos = graceNanos;
    }

    /** Something is begun, of which so many bytes have come; what was begun before has ended. */
    public void begin(long size, long time) {
        running = true;
        over = time + graceNanos;
        bytes = size;
    }

    /** It has ended. */
    public void end() {
        running = false;
    }

    /** It has come to so many bytes by now; fewer than before change nothing. */
    public void reach(long size, long time) {
        if (running && size > bytes) {
            long earned = Math.min(MOST, size - bytes) * NANOS_PER_SECOND / bytesPerSecond;
            bytes = size;
            over = Math.min(over + earned, time + graceNanos);
        }
    }

    /** Whether something is begun. */
    public boolean isRunning() {
        return running;
    }

    /** Bytes of it that have come. */
    public long size() {
        return bytes;
    }

    /** When it will have taken too long unless more of it comes; {@link Long#MAX_VALUE} if nothing is begun. */
    public long deadline() {
        return running ? over : Long.MAX_VALUE;
    }
}
