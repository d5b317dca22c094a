package dev.understory.timeline;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is still to be done in a run, by time and then in the order in which it was asked for. */
public final class Agenda {
    private final PriorityQueue<Item> items =
            new PriorityQueue<>(Comparator.comparingLong(Item::atNanos).thenComparingLong(Item::sequence));
    private long sequence;
    private long now;

    private record Item(long atNanos, long sequence, Runnable work) {}

    /** Asks for work at a time; a time that is past means now. */
    public void at(long nanos, Runnable work) {
        items.add(new Item(Math.max(now, nanos), sequence++, work));
    }

    /** The time up to which everything was done. */
    public long now() {
        return now;
    }

    /** When the next work is due; {@link Long#MAX_VALUE} if there is none. */
    public long next() {
        Item item = items.peek();
        return item == null ? Long.MAX_VALUE : item.atNanos();
    }

    /** Does everything that is due up to a time, and what that asks for in turn. */
    public void runUntil(long nanos) {
        while (next() <= nanos) {
            Item item = items.remove();
            now = Math.max(now, item.atNanos());
            item.work().run();
        }
        now = Math.max(now, nanos);
    }
}
