package dev.understory.engine;

import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * One timer of a node, single or repeating. Dies with the life of the node that set it. A machine that is paused or busy
 * sees its timers late, and what a repeating one does then is its {@link Rhythm}.
 */
final class VirtualTimer implements Cancellable, EventTarget {
    private final SimNode node;
    private final int life;
    private final Rhythm rhythm;
    private final long intervalNanos;
    private @Nullable Runnable task;
    private boolean cancelled;
    /** When it should go off. */
    private long due;

    /** When a timer goes off again, as Pekko's scheduler has it. */
    enum Rhythm {
        /** Never. */
        ONCE,
        /** An interval after it went off, however late that was. */
        FIXED_DELAY,
        /** An interval after it should have gone off: what was missed is made up for in a burst. */
        FIXED_RATE
    }

    private VirtualTimer(SimNode node, Rhythm rhythm, long intervalNanos, Runnable task) {
        this.node = node;
        this.rhythm = rhythm;
        this.life = node.life();
        this.intervalNanos = intervalNanos;
        this.task = task;
    }

    static VirtualTimer start(SimNode node, long delayNanos, Rhythm rhythm, long intervalNanos, Runnable task) {
        VirtualTimer timer = new VirtualTimer(node, rhythm, intervalNanos, task);
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
        switch (rhythm) {
            case ONCE -> task = null;
            case FIXED_DELAY -> again(owner, owner.trueTime());
            case FIXED_RATE -> again(owner, due);
        }
        work.run();
    }

    private void again(SimNode owner, long since) {
        due = since + Math.max(1, owner.clock().trueDelay(intervalNanos));
        owner.postLocal(Math.max(due, owner.trueTime()), this, 0, null);
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
