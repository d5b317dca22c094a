package dev.understory.engine;

import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;

/** One timer of a node, single or repeating. Dies with the life of the node that set it. */
final class VirtualTimer implements Cancellable, EventTarget {
    private final SimNode node;
    private final int life;
    private final long intervalNanos;
    private @Nullable Runnable task;
    private boolean cancelled;
    /** By the node's own clock, so that a repeating timer does not lose what rounding takes. */
    private long due;

    private VirtualTimer(SimNode node, long intervalNanos, Runnable task) {
        this.node = node;
        this.life = node.life();
        this.intervalNanos = intervalNanos;
        this.task = task;
    }

    static VirtualTimer start(SimNode node, long delayNanos, long intervalNanos, Runnable task) {
        VirtualTimer timer = new VirtualTimer(node, intervalNanos, task);
        timer.due = node.trueTime() + node.clock().trueDelay(delayNanos);
        node.postLocal(timer.due, timer, 0, null);
        return timer;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        Runnable work = task;
        if (cancelled || work == null || life != owner.life()) {
            owner.shard().discount(owner);
            return;
        }
        owner.trace(TraceKind.TIMER, 0, 0);
        if (intervalNanos > 0) {
            due += Math.max(1, owner.clock().trueDelay(intervalNanos));
            owner.postLocal(Math.max(due, owner.trueTime()), this, 0, null);
        } else {
            task = null;
        }
        work.run();
    }

    @Override
    public boolean cancel() {
        if (cancelled || task == null) {
            return false;
        }
        cancelled = true;
        task = null;
        node.shard().noteCancelled();
        return true;
    }

    /** True also for a timer whose node has died. */
    @Override
    public boolean isCancelled() {
        return cancelled || life != node.life();
    }
}
