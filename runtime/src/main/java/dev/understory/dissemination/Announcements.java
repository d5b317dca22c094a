package dev.understory.dissemination;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be told to others on one topic: the first message at once, and those that follow it within {@link #PAUSE_NANOS}
 * together, so that many small messages are not told of one by one. At most {@link FetchMessage#MOST_ENTRIES} wait.
 *
 * @param <T> what an announcement is
 */
public final class Announcements<T> {
    /** How long what could have been told waits for more. */
    public static final long PAUSE_NANOS = 5_000_000;

    private final List<T> waiting = new ArrayList<>();
    private long from = Long.MIN_VALUE;

    /** One more. It is told when {@link #take} is called at {@link #dueAt} or later. */
    public void add(T one) {
        waiting.add(one);
    }

    /** When what waits is to be told; {@link Long#MAX_VALUE} if nothing does. */
    public long dueAt() {
        if (waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return waiting.size() >= FetchMessage.MOST_ENTRIES ? Long.MIN_VALUE : from;
    }

    /** What is to be told now; nothing before it is due. */
    public List<T> take(long nowNanos) {
        if (dueAt() > nowNanos) {
            return List.of();
        }
        return takeAll(nowNanos);
    }

    /** What waits, though it is not due yet. */
    public List<T> takeAll(long nowNanos) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<T> due = List.copyOf(waiting);
        waiting.clear();
        from = nowNanos + PAUSE_NANOS;
        return due;
    }
}
