package dev.understory.attack;

/**
 * Notices when this process has got no turn for half a second or more: it was stopped, the machine slept, or others took all of it. Real
 * time, as nothing else tells of it.
 */
final class Standstill implements AutoCloseable {
    /** What is judged closest to real time is that memory is back within a second. */
    static final long LEAST_NANOS = 500_000_000;

    private static final long TICK_MILLIS = 50;

    private final Thread watch = Thread.ofPlatform().daemon().name("standstill").unstarted(this::watch);
    private volatile long lastEnd = Long.MIN_VALUE;

    Standstill() {
        watch.start();
    }

    private void watch() {
        try {
            for (long before = System.nanoTime(); ; ) {
                // Who wakes late had no turn: that is what is looked for.
                Thread.sleep(TICK_MILLIS);
                long now = System.nanoTime();
                if (now - before >= LEAST_NANOS) {
                    lastEnd = now;
                }
                before = now;
            }
        } catch (InterruptedException closed) {
            // Nobody asks any more.
        }
    }

    /** Whether one has ended since that time of {@link System#nanoTime}. */
    boolean since(long nanos) {
        long end = lastEnd;
        return end != Long.MIN_VALUE && end - nanos >= 0;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
