package dev.understory.limits;

/**
 * Work for nothing: what a peer's input cost beyond what came of it, in bytes of frames. It is forgotten at a rate. What
 * exceeds the burst has the reading pause; whoever goes on after {@link #PAUSES} of those, none of which is forgotten before
 * all of the work is, has done it on purpose. Safe for any thread, because those who come from one subnet share one.
 */
public final class WorkMeter {
    /** How long reading pauses: less than any deadline of a connection. */
    public static final long PAUSE_NANOS = 500_000_000L;

    /** Pauses that are borne with. */
    public static final int PAUSES = 8;

    /** What is to be done. */
    public enum Verdict {
        /** Nothing. */
        FINE,
        /** Read nothing for {@link #PAUSE_NANOS}. */
        PAUSE,
        /** Give the peer up. */
        TOO_MUCH
    }

    private final long perSecond;
    private final long burst;
    private long level;
    private long lastAdded;
    private long pausedAt;
    private int pauses;

    /** No work yet. */
    public WorkMeter(long perSecond, long burst, long now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.lastAdded = now;
    }

    /** Counts work. */
    public synchronized Verdict add(long work, long now) {
        forget(now);
        level += work;
        if (level <= burst) {
            return Verdict.FINE;
        }
        if (pauses == 0 || now - pausedAt >= PAUSE_NANOS) {
            pausedAt = now;
            pauses++;
        }
        return pauses > PAUSES ? Verdict.TOO_MUCH : Verdict.PAUSE;
    }

    /** Whether more is counted than a quarter of the burst: no honest peer gets there. */
    public synchronized boolean isHigh(long now) {
        forget(now);
        return level > burst / 4;
    }

    /** When all of it will be forgotten. */
    synchronized long forgottenAt(long now) {
        forget(now);
        return now + level * 1_000 / perSecond * 1_000_000;
    }

    private void forget(long now) {
        long millis = Math.max(0, now - lastAdded) / 1_000_000;
        if (millis > 0) {
            lastAdded += millis * 1_000_000;
            level = millis >= level * 1_000 / perSecond + 1 ? 0 : level - millis * perSecond / 1_000;
            pauses = level == 0 ? 0 : pauses;
        }
    }
}
