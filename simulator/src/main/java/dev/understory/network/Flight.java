package dev.understory.network;

import java.util.Arrays;

/**
 * What a stream has sent and the sender has not heard to have arrived: a ring of sendings, each acknowledged as a whole. At
 * most {@value #MOST}; what is sent beyond that is acknowledged together with the newest of them.
 */
final class Flight {
    private static final int MOST = 1_024;

    private long[] ackedAt = new long[8];
    private long[] sentAt = new long[8];
    private long[] queuedNanos = new long[8];
    private int[] sizes = new int[8];
    private int head;
    private int count;
    private long bytes;
    private long newestAck;

    boolean isEmpty() {
        return count == 0;
    }

    long bytes() {
        return bytes;
    }

    /** When the last of all sent so far is acknowledged. */
    long newestAck() {
        return newestAck;
    }

    /** When the oldest is acknowledged. */
    long nextAck() {
        return ackedAt[head];
    }

    long nextSentAt() {
        return sentAt[head];
    }

    long nextQueuedNanos() {
        return queuedNanos[head];
    }

    /** Acknowledgements come in order, whatever the jitter. */
    void add(long now, int size, long acked, long queued) {
        newestAck = Math.max(newestAck, acked);
        bytes += size;
        if (count == MOST) {
            int newest = (head + count - 1) % sizes.length;
            sizes[newest] += size;
            ackedAt[newest] = newestAck;
            return;
        }
        if (count == sizes.length) {
            grow();
        }
        int place = (head + count++) % sizes.length;
        ackedAt[place] = newestAck;
        sentAt[place] = now;
        queuedNanos[place] = queued;
        sizes[place] = size;
    }

    /** Takes the oldest; answers its bytes. */
    int remove() {
        int size = sizes[head];
        head = (head + 1) % sizes.length;
        count--;
        bytes -= size;
        return size;
    }

    /** Takes up to so many bytes off the oldest; answers how many there were. */
    int drop(int size) {
        int left = size;
        while (count > 0 && left >= sizes[head]) {
            left -= remove();
        }
        if (count > 0) {
            sizes[head] -= left;
            bytes -= left;
            left = 0;
        }
        return size - left;
    }

    private void grow() {
        int old = sizes.length;
        ackedAt = unrolled(ackedAt);
        sentAt = unrolled(sentAt);
        queuedNanos = unrolled(queuedNanos);
        int[] moved = Arrays.copyOfRange(sizes, head, head + 2 * old);
        System.arraycopy(sizes, 0, moved, old - head, head);
        sizes = moved;
        head = 0;
    }

    private long[] unrolled(long[] ring) {
        long[] moved = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
        System.arraycopy(ring, 0, moved, ring.length - head, head);
        return moved;
    }
}
