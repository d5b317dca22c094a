package dev.understory.run.tcp;

import dev.understory.crypto.RandomStream;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** One direction of a link: what goes in comes out in order, each after its delay, and not at all while the path is cut. */
final class DelayedQueue<T> {
    private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();
    private final PathDelays paths;
    private final int from;
    private final int to;
    private final RandomStream jitter;
    private long lastDue;

    private record Waiting<T>(long due, T thing) {}

    DelayedQueue(PathDelays paths, int from, int to, long link) {
        this.paths = paths;
        this.from = from;
        this.to = to;
        this.jitter = paths.jitter(from, to, link);
    }

    void put(long now, T thing) {
        long due = now + paths.baseNanos(from, to) + paths.jitterNanos(jitter);
        lastDue = Math.max(lastDue, due);
        waiting.add(new Waiting<>(lastDue, thing));
    }

    /** Gives out what is due. */
    void release(long now, Consumer<T> to) {
        if (isCut()) {
            return;
        }
        while (!waiting.isEmpty() && waiting.element().due() <= now) {
            to.accept(waiting.remove().thing());
        }
    }

    /** When to look again; {@link Long#MAX_VALUE} if nothing waits. A cut path is looked at again and again. */
    long nextLook(long now) {
        if (waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return isCut() ? now + 20_000_000L : waiting.element().due();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private boolean isCut() {
        return paths.isCut(from, to);
    }
}
