package dev.understory.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The links of one machine by their numbers. A link that is over stays for a while, because something may still come for it
 * that has to be answered: until the other end says that it is over, too; if it was closed, for {@value #CLOSED_NANOS} ns;
 * and no more than the {@value #MOST_ENDED} newest of those that were closed, and of those that were open when the machine's
 * life ended. What comes for a link that is forgotten is not answered, as if it had been lost.
 */
final class LinkTable {
    static final int MOST_ENDED = 4_096;
    /** How long a stream whose way is blocked is kept up (RFC 1122, section 4.2.3.5, and Linux): 15 minutes. */
    static final long CLOSED_NANOS = 900_000_000_000L;

    private static final long NOBODY = -1;

    /** Open addressing; numbers are given one after the other, so that the number itself is a good hash. */
    private long[] ids = new long[8];

    private @Nullable SimLink[] links = new @Nullable SimLink[8];
    private final ArrayDeque<Closed> closed = new ArrayDeque<>(0);
    private final ArrayDeque<SimLink> dead = new ArrayDeque<>(0);
    private int count;

    LinkTable() {
        Arrays.fill(ids, NOBODY);
    }

    int size() {
        return count;
    }

    void add(SimLink link) {
        if (2 * (count + 1) > ids.length) {
            grow();
        }
        put(link.id(), link);
        count++;
    }

    @Nullable
    SimLink get(long id) {
        return links[place(id)];
    }

    /** The link is closed. */
    void closed(SimLink link, long now) {
        while (!closed.isEmpty()
                && (closed.size() >= MOST_ENDED || closed.element().isForgottenAt(now))) {
            forget(closed.remove().link);
        }
        closed.add(new Closed(link, now));
    }

    /** The machine's life ends, and the link is not closed. */
    void dead(SimLink link) {
        if (dead.size() >= MOST_ENDED) {
            forget(dead.remove());
        }
        dead.add(link);
    }

    /** Nothing more comes for the link. */
    void forget(SimLink link) {
        if (!link.forgotten) {
            link.forgotten = true;
            remove(link.id());
        }
    }

    /** Where the number is, or where it would be put. */
    private int place(long id) {
        int mask = ids.length - 1;
        int at = (int) id & mask;
        while (ids[at] != id && ids[at] != NOBODY) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Closes the gap, so that whoever was put behind it is still found. */
    private void remove(long id) {
        int mask = ids.length - 1;
        int gap = place(id);
        for (int at = (gap + 1) & mask; ids[at] != NOBODY; at = (at + 1) & mask) {
            int home = (int) ids[at] & mask;
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                ids[gap] = ids[at];
                links[gap] = links[at];
                gap = at;
            }
        }
        ids[gap] = NOBODY;
        links[gap] = null;
        count--;
    }

    private void put(long id, @Nullable SimLink link) {
        int at = place(id);
        ids[at] = id;
        links[at] = link;
    }

    private void grow() {
        long[] oldIds = ids;
        @Nullable SimLink[] oldLinks = links;
        ids = new long[2 * oldIds.length];
        Arrays.fill(ids, NOBODY);
        links = new @Nullable SimLink[ids.length];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != NOBODY) {
                put(oldIds[i], oldLinks[i]);
            }
        }
    }

    /** A link that was closed, and when. */
    private record Closed(SimLink link, long at) {
        boolean isForgottenAt(long now) {
            return link.forgotten || now - at >= CLOSED_NANOS;
        }
    }
}
