package dev.understory.engine;

import java.util.PriorityQueue;

/** Control work by time, and by the order in which it was asked for at the same time. */
final class ControlWork {
    private final PriorityQueue<Item> items = new PriorityQueue<>();
    private long asked;

    void add(long time, Runnable work) {
        items.add(new Item(time, asked++, work));
    }

    /** When the next work is due; {@link Long#MAX_VALUE} if there is none. */
    long nextTime() {
        Item next = items.peek();
        return next == null ? Long.MAX_VALUE : next.time;
    }

    /** The earliest work; there must be one. */
    Runnable take() {
        return items.remove().work;
    }

    private record Item(long time, long number, Runnable work) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
