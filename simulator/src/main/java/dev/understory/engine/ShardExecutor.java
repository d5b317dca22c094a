package dev.understory.engine;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContextExecutor;

/**
 * The one place where the actors of a shard run: a queue that the shard's thread drains. A task from any other thread
 * would make the run depend on the real world, so it is refused and fails the run.
 */
final class ShardExecutor implements ExecutionContextExecutor {
    /** An instant in which this many tasks run never comes to rest. */
    private static final long TASKS_PER_INSTANT = 100_000_000L;

    private final RunQueue queue = new RunQueue();
    private final Failures failures;
    private @Nullable Thread owner;

    ShardExecutor(Failures failures) {
        this.failures = failures;
    }

    /** Says which thread may use this shard from now on. Called between windows only. */
    void confineTo(@Nullable Thread thread) {
        owner = thread;
    }

    boolean isConfinedTo(Thread thread) {
        return owner == thread;
    }

    @Override
    public void execute(Runnable task) {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            ForeignThreadException intrusion = new ForeignThreadException("thread '" + caller.getName()
                    + "' handed a task to a simulated node; node code must not use threads, futures or real timers: "
                    + task);
            failures.fail(intrusion);
            throw new RejectedExecutionException(intrusion);
        }
        queue.add(task);
    }

    @Override
    public void reportFailure(Throwable cause) {
        failures.fail(cause);
    }

    boolean isIdle() {
        return queue.isEmpty();
    }

    /** Runs until nothing is left to do. */
    void drain() {
        long left = TASKS_PER_INSTANT;
        while (!queue.isEmpty()) {
            queue.take().run();
            if (--left == 0) {
                throw new SimulationException("the actors of one instant never come to rest: " + TASKS_PER_INSTANT
                        + " tasks ran without virtual time advancing");
            }
        }
    }

    void clear() {
        queue.clear();
    }
}
