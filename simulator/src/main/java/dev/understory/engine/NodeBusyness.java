package dev.understory.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The processor of one machine. While it is busy or paused, whatever happens to the machine waits and then happens in
 * the order in which it came.
 */
public final class NodeBusyness implements EventTarget {
    private final SimNode node;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private long freeAt;
    private double slowness = 1;

    NodeBusyness(SimNode node) {
        this.node = node;
    }

    /** Nothing happens on this machine before {@code time} (a garbage collection, a suspended host). */
    public void pauseUntil(long time) {
        occupyUntil(Math.max(freeAt, time));
    }

    /** The machine's processor works for that long, from when it is next free. */
    public void occupy(long nanos) {
        occupyUntil(Math.max(freeAt, node.trueTime()) + scaled(nanos));
    }

    /** Modelled work takes this many times as long from now on; 1 is normal. */
    public void slowDown(double factor) {
        if (!(factor > 0) || factor > 1e6) {
            throw new IllegalArgumentException("a slow-down is a positive factor up to a million, not " + factor);
        }
        slowness = factor;
    }

    /** How long work of {@code nanos} takes on this machine as it is now. */
    public long scaled(long nanos) {
        return slowness == 1 ? nanos : (long) StrictMath.rint(nanos * slowness);
    }

    void enqueue(EventTarget target, long data, @Nullable Object argument) {
        if (waiting.isEmpty()) {
            node.postLocal(freeAt, this, node.life(), null);
            node.busyUntil = Long.MAX_VALUE; // nothing overtakes what waits
        }
        waiting.add(new Waiting(target, data, argument));
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (data != owner.life()) {
            return;
        }
        while (!waiting.isEmpty()) {
            if (freeAt > owner.trueTime()) {
                owner.postLocal(freeAt, this, owner.life(), null);
                return;
            }
            Waiting next = waiting.remove();
            owner.shard().dispatch(owner, next.target, next.data, next.argument);
        }
        owner.busyUntil = freeAt;
    }

    void reset() {
        waiting.clear();
        freeAt = 0;
        node.busyUntil = Long.MIN_VALUE;
    }

    private void occupyUntil(long time) {
        freeAt = time;
        if (waiting.isEmpty()) {
            node.busyUntil = time;
        }
    }

    private record Waiting(
            EventTarget target, long data, @Nullable Object argument) {}
}
