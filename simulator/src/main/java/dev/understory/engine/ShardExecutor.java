package dev.understory.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContextExecutor;

/**
 * The one place where the actors of a shard run: a queue that the shard's thread drains. A task from any other thread
 * would make the run depend on the real world, so it fails the run and is put aside.
 */
final class ShardExecutor implements ExecutionContextExecutor {
    /** An instant in which this many tasks run never comes to rest. */
    private static final long TASKS_PER_INSTANT = 100_000_000L;

    private final RunQueue queue = new RunQueue();
    private final Queue<Runnable> intruders = new ConcurrentLinkedQueue<>();
    private final Failures failures;
    private @Nullable Thread owner;

    ShardExecutor(Failures failures) {
        this.failures = failures;
    }

    /** Says which thread may use this shard from now on. Called between rounds only. */
    void confineTo(@Nullable Thread thread) {
        owner = thread;
    }

    boolean isConfinedTo(Thread thread) {
        return owner == thread;
    }

    /** Whether the calling thread may do this; if not, the run has failed. */
    boolean admits(Object what) {
        if (Thread.currentThread() == owner) {
            return true;
        }
        failures.fail(new ForeignThreadException("thread '"
                + Thread.currentThread().getName()
                + "' reached into a simulated node; node code must not use threads, futures or real timers: " + what));
        return false;
    }

    @Override
    public void execute(Runnable task) {
        if (admits(task)) {
            queue.add(task);
        } else {
            // Throwing would make Pekko log the refusal through an actor of this shard, again from that thread.
            intruders.add(task);
        }
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

    /** Puts what is left to do aside instead of running it. */
    void moveTo(List<Runnable> aside) {
        while (!queue.isEmpty()) {
            aside.add(queue.take());
        }
    }

    /** Before the actor system ends: what is left is run, so that no mailbox waits for ever to be run. */
    void drainForClose() {
        for (Runnable task = intruders.poll(); task != null; task = intruders.poll()) {
            queue.add(task);
        }
        drain();
    }
}
