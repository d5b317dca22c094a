package dev.understory.engine;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one shard: waits for a round, does its part, says so. Both sides spin for a moment before they park, because
 * a round is often shorter than waking a thread; where there are fewer processors than shards they park at once.
 */
final class ShardThread {
    private static final int SPINS = 4_000;

    private final Shard shard;
    private final Thread thread;
    private final Thread coordinator;
    private final int spins;

    private long begun;
    private Runnable work = () -> {};
    private volatile long asked;
    private volatile long done;
    private volatile boolean coordinatorParked;
    private volatile boolean stopped;
    private @Nullable Failures closing;

    ShardThread(Shard shard, Thread coordinator, boolean spin) {
        this.shard = shard;
        this.coordinator = coordinator;
        this.spins = spin ? SPINS : 0;
        this.thread = new Thread(this::loop, "shard-" + shard.index());
        thread.setDaemon(true);
        thread.start();
    }

    /** The shard of this thread. */
    Shard shard() {
        return shard;
    }

    /** Has the thread do something to its shard, which must not throw; {@link #await} must follow. */
    void begin(Runnable next) {
        work = next;
        shard.confineTo(thread);
        begun++;
        asked = begun;
        LockSupport.unpark(thread);
    }

    /** Waits until it is done; the shard then belongs to the coordinator again. */
    void await() {
        long goal = asked;
        for (int i = 0; i < spins && done != goal; i++) {
            Thread.onSpinWait();
        }
        if (done != goal) {
            coordinatorParked = true;
            while (done != goal) {
                LockSupport.park(this);
            }
            coordinatorParked = false;
        }
        shard.confineTo(coordinator);
    }

    /** Closes the shard on its thread, which then ends, and tells what goes wrong with that; {@link #awaitEnd} must follow. */
    void stop(Failures broken) {
        shard.confineTo(thread);
        closing = broken;
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Waits until the shard is closed; says whether the caller was interrupted meanwhile. */
    boolean awaitEnd() {
        boolean isInterrupted = false;
        while (true) {
            try {
                thread.join();
                return isInterrupted;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
    }

    private void loop() {
        long seen = 0;
        while (true) {
            for (int i = 0; i < spins && asked == seen && !stopped; i++) {
                Thread.onSpinWait();
            }
            while (asked == seen && !stopped) {
                LockSupport.park(this);
            }
            if (stopped) {
                close(Objects.requireNonNull(closing));
                return;
            }
            seen = asked;
            try {
                work.run();
            } finally {
                // The coordinator waits for nothing else.
                done = seen;
                if (coordinatorParked) {
                    LockSupport.unpark(coordinator);
                }
            }
        }
    }

    private void close(Failures broken) {
        try {
            shard.close();
        } catch (Throwable e) {
            broken.fail(e);
        }
    }
}
