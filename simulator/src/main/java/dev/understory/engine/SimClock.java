package dev.understory.engine;

import dev.understory.transport.NodeClock;

/**
 * A machine's own clock: true time, shifted and running fast or slow. It never goes backwards: after a step back it
 * stands still until true time has caught up. Drift is in parts per billion, positive when the clock runs fast.
 */
public final class SimClock implements NodeClock {
    private static final long BILLION = 1_000_000_000L;

    private final Shard shard;
    private long baseTrue;
    private long baseLocal;
    private long driftPpb;
    private long floor = Long.MIN_VALUE;

    SimClock(Shard shard) {
        this.shard = shard;
    }

    @Override
    public long nowNanos() {
        long now = shard.now();
        if (driftPpb == 0 && floor == Long.MIN_VALUE) {
            return now - baseTrue + baseLocal;
        }
        return Math.max(floor, linear(now));
    }

    /** Sets how far the clock is off, to either side, before the machine starts. */
    public void skew(long nanos) {
        rebase();
        baseLocal += nanos;
    }

    /** Shifts the clock; a negative step makes it stand still for that long. */
    public void step(long nanos) {
        long before = nowNanos();
        rebase();
        baseLocal += nanos;
        floor = before;
    }

    /** Changes the speed from now on. */
    public void drift(long partsPerBillion) {
        if (Math.abs(partsPerBillion) >= BILLION / 2) {
            throw new IllegalArgumentException("a drift must be less than half, not " + partsPerBillion + " ppb");
        }
        rebase();
        driftPpb = partsPerBillion;
    }

    /** The speed, in parts per billion above true time. */
    public long driftPpb() {
        return driftPpb;
    }

    /** How much true time passes while this clock advances by {@code localNanos}. */
    public long trueDelay(long localNanos) {
        if (driftPpb == 0) {
            return localNanos;
        }
        double scaled = localNanos / (1.0 + driftPpb * 1e-9);
        return Math.max(0, (long) StrictMath.rint(scaled));
    }

    private void rebase() {
        long now = shard.now();
        baseLocal = linear(now);
        baseTrue = now;
    }

    private long linear(long now) {
        long passed = now - baseTrue;
        long gained = passed / BILLION * driftPpb + passed % BILLION * driftPpb / BILLION;
        return baseLocal + passed + gained;
    }
}
