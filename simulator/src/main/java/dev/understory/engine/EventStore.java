package dev.understory.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pending events of one shard: a hierarchical bucket queue over primitive arrays.
 *
 * <p>Time is cut into buckets of one width. Level 0 holds the current epoch of {@value #SLOTS} buckets, level 1 the next
 * {@value #SLOTS} epochs, and the rest waits in one list. Buckets are unsorted lists of chunks, so that adding touches
 * one place in memory; order is made when a window is taken ({@link EventWindow}), which is when the events of a node
 * are few and about to be used. A later level is spread over the one before it when time reaches it.
 *
 * <p>Adding is O(1); taking is O(1) per event plus the window's own order. Not thread-safe.
 */
final class EventStore {
    static final int SLOTS = 4096;
    private static final int BITS = 12;
    private static final int MASK = SLOTS - 1;
    private static final long NEVER = Long.MAX_VALUE;
    /** Sweep only when this many events are known to be cancelled, and they are the larger part. */
    private static final int SWEEP_AT = 65_536;

    private final ChunkPool pool;
    private final Level near = new Level();
    private final Level far = new Level();
    private @Nullable EventChunk beyond;
    private long beyondMinimum = NEVER;
    private long width;
    private long epoch;
    private long size;
    private long cancelled;

    EventStore(ChunkPool pool, long width) {
        this.pool = pool;
        this.width = width;
    }

    long size() {
        return size;
    }

    long width() {
        return width;
    }

    void add(long time, long nodeAndSource, long sequence, long data, Object target, @Nullable Object argument) {
        size++;
        place(time, nodeAndSource, sequence, data, target, argument);
    }

    /** The time of the earliest event; {@link Long#MAX_VALUE} if there is none. */
    long nextTime() {
        if (near.used > 0) {
            return near.minimum[near.from(0)];
        }
        if (far.used > 0) {
            // Slots of the far level wrap; the current epoch's own slot is always empty.
            return far.minimum[far.from((int) (epoch & MASK))];
        }
        return beyondMinimum;
    }

    /** Whether it has about so many events before that time; looks at the present epoch only. */
    boolean hasBefore(long end, int enough) {
        int left = enough;
        int last = (int) Math.min(SLOTS - 1, (end - 1) / width - (epoch << BITS));
        for (int slot = near.next(0); slot >= 0 && slot <= last && left > 0; slot = near.next(slot + 1)) {
            for (EventChunk chunk = near.heads[slot]; chunk != null && left > 0; chunk = chunk.next) {
                left -= chunk.size;
            }
        }
        return left <= 0;
    }

    /** Moves every event with start <= time < end into the window. No event may be earlier than {@code start}. */
    void take(long start, long end, EventWindow window) {
        long last = (end - 1) / width;
        long bucket = start / width;
        while (bucket <= last) {
            if (bucket >>> BITS != epoch) {
                enter(bucket >>> BITS);
            }
            int slot = near.used == 0 ? -1 : near.next((int) (bucket & MASK));
            if (slot < 0) {
                bucket = ((bucket >>> BITS) + 1) << BITS;
                if (near.used == 0 && far.used == 0 && beyond == null) {
                    return;
                }
                continue;
            }
            bucket = (epoch << BITS) + slot;
            if (bucket > last) {
                return;
            }
            takeBucket(slot, bucket, end, window);
            bucket++;
        }
    }

    /** One more event will have no effect. Sweeps when too many are kept for nothing. */
    void noteCancelled() {
        if (++cancelled > SWEEP_AT && cancelled > size / 2) {
            rebuild(width);
        }
    }

    /** A cancelled event left the store in its own time. */
    void noteCancelledTaken() {
        if (cancelled > 0) {
            cancelled--;
        }
    }

    /** Changes the width of the buckets; drops what is cancelled. */
    void rebuild(long newWidth) {
        EventChunk all = null;
        for (int slot = 0; slot < SLOTS; slot++) {
            all = joined(near.remove(slot), all);
            all = joined(far.remove(slot), all);
        }
        all = joined(beyond, all);
        beyond = null;
        beyondMinimum = NEVER;
        epoch = epoch * SLOTS * width / newWidth / SLOTS;
        width = newWidth;
        size -= spread(all, true);
        cancelled = 0;
    }

    private void takeBucket(int slot, long bucket, long end, EventWindow window) {
        EventChunk chunk = near.remove(slot);
        boolean whole = (bucket + 1) * width <= end;
        while (chunk != null) {
            EventChunk next = chunk.next;
            if (whole) {
                size -= chunk.size;
                window.add(chunk);
            } else {
                split(chunk, end, window);
            }
            chunk = next;
        }
    }

    private void split(EventChunk chunk, long end, EventWindow window) {
        EventChunk due = pool.take(null);
        for (int i = 0; i < chunk.size; i++) {
            int k = i * EventChunk.STRIDE;
            long[] keys = chunk.keys;
            Object target = chunk.target(i);
            Object argument = chunk.references[2 * i + 1];
            if (keys[k] < end) {
                due.put(keys[k], keys[k + 1], keys[k + 2], keys[k + 3], target, argument);
            } else {
                place(keys[k], keys[k + 1], keys[k + 2], keys[k + 3], target, argument);
            }
        }
        recycle(chunk);
        if (due.size > 0) {
            size -= due.size;
            window.add(due);
        } else {
            pool.give(due);
        }
    }

    /** Makes {@code newEpoch} the one that the near level holds. The near level is empty. */
    private void enter(long newEpoch) {
        epoch = newEpoch;
        if (beyond != null && (beyondMinimum / width >>> BITS) - newEpoch < SLOTS) {
            EventChunk waiting = beyond;
            beyond = null;
            beyondMinimum = NEVER;
            spread(waiting, false);
        }
        spread(far.remove((int) (newEpoch & MASK)), false);
    }

    /** Places all events of the chunks anew; answers how many were dropped as cancelled. */
    private long spread(@Nullable EventChunk chunks, boolean dropCancelled) {
        long dropped = 0;
        EventChunk chunk = chunks;
        while (chunk != null) {
            EventChunk next = chunk.next;
            for (int i = 0; i < chunk.size; i++) {
                int k = i * EventChunk.STRIDE;
                long[] keys = chunk.keys;
                EventTarget target = chunk.target(i);
                if (dropCancelled && target.isCancelled()) {
                    dropped++;
                } else {
                    place(keys[k], keys[k + 1], keys[k + 2], keys[k + 3], target, chunk.references[2 * i + 1]);
                }
            }
            recycle(chunk);
            chunk = next;
        }
        return dropped;
    }

    private void place(
            long time, long nodeAndSource, long sequence, long data, Object target, @Nullable Object argument) {
        long bucket = time / width;
        long ahead = (bucket >>> BITS) - epoch;
        if (ahead == 0) {
            near.chunk((int) (bucket & MASK), time, pool).put(time, nodeAndSource, sequence, data, target, argument);
        } else if (ahead > 0 && ahead < SLOTS) {
            far.chunk((int) ((bucket >>> BITS) & MASK), time, pool)
                    .put(time, nodeAndSource, sequence, data, target, argument);
        } else if (ahead > 0) {
            EventChunk head = beyond;
            if (head == null || head.size == EventChunk.CAPACITY) {
                head = pool.take(head);
                beyond = head;
            }
            beyondMinimum = Math.min(beyondMinimum, time);
            head.put(time, nodeAndSource, sequence, data, target, argument);
        } else {
            throw new IllegalStateException("an event at " + time + " ns lies before the store's epoch");
        }
    }

    private void recycle(EventChunk chunk) {
        Arrays.fill(chunk.references, 0, 2 * chunk.size, null);
        pool.give(chunk);
    }

    private static @Nullable EventChunk joined(@Nullable EventChunk front, @Nullable EventChunk back) {
        if (front == null) {
            return back;
        }
        EventChunk tail = front;
        while (tail.next != null) {
            tail = tail.next;
        }
        tail.next = back;
        return front;
    }

    /** One ring of buckets, with the earliest time in each and a bitmap of those in use. */
    private static final class Level {
        final @Nullable EventChunk[] heads = new @Nullable EventChunk[SLOTS];
        final long[] minimum = new long[SLOTS];
        final long[] bitmap = new long[SLOTS / 64];
        int used;

        /** The chunk of the slot that has room. */
        EventChunk chunk(int slot, long time, ChunkPool pool) {
            EventChunk head = heads[slot];
            if (head == null) {
                used++;
                bitmap[slot >> 6] |= 1L << slot;
                minimum[slot] = time;
                head = pool.take(null);
                heads[slot] = head;
                return head;
            }
            if (time < minimum[slot]) {
                minimum[slot] = time;
            }
            if (head.size == EventChunk.CAPACITY) {
                head = pool.take(head);
                heads[slot] = head;
            }
            return head;
        }

        @Nullable
        EventChunk remove(int slot) {
            EventChunk head = heads[slot];
            if (head != null) {
                heads[slot] = null;
                bitmap[slot >> 6] &= ~(1L << slot);
                used--;
            }
            return head;
        }

        /** The first slot in use at or after {@code from}; -1 if there is none. */
        int next(int from) {
            if (from == SLOTS) {
                return -1;
            }
            int word = from >> 6;
            long bits = bitmap[word] & (-1L << from);
            while (bits == 0) {
                if (++word == bitmap.length) {
                    return -1;
                }
                bits = bitmap[word];
            }
            return (word << 6) + Long.numberOfTrailingZeros(bits);
        }

        /** The first slot in use going round from {@code from}; there is one. */
        int from(int from) {
            int slot = next(from);
            return slot >= 0 ? slot : next(0);
        }
    }
}
