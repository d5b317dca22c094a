package dev.understory.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The links of one machine by their numbers. A link that is over stays as long as something may come for it that has to be
 * answered: see {@link Due}. Of those that stay for a while, the {@value #MOST_ENDED} newest do; of those whose other end
 * knows nothing, the {@value #MOST_UNANSWERED} newest; and of both, as many more as were open when the machine's last life
 * ended. What comes for a link that is forgotten is not answered, as if it had been lost.
 */
final class LinkTable {
    static final int MOST_ENDED = 4_096;
    static final int MOST_UNANSWERED = 65_536;
    /** How long a stream whose way is blocked is kept up (RFC 1122, section 4.2.3.5, and Linux): 15 minutes. */
    static final long CLOSED_NANOS = 900_000_000_000L;

    /** What may still come for a link that is over and has to be answered. */
    enum Due {
        /** Nothing: the other end is over, or will be once it has been told. */
        NOTHING,
        /** What was on its way, or waits at the other machine, no longer than {@value LinkTable#CLOSED_NANOS} ns. */
        FOR_A_WHILE,
        /** Anything at any time: the other end has not been told. */
        UNTIL_ANSWERED
    }

    private static final long NOBODY = -1;

    /** Open addressing; numbers are given one after the other, so that the number itself is a good hash. */
    private long[] ids = new long[8];

    private @Nullable SimLink[] links = new @Nullable SimLink[8];
    /** Those that stay for a while, and since when they are over; the oldest first. */
    private final LinkedHashMap<SimLink, Long> ended = new LinkedHashMap<>(0);
    /** Those that stay until they are answered, the oldest first. */
    private final LinkedHashSet<SimLink> unanswered = new LinkedHashSet<>(0);

    private int diedLast;
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
        forgetTheOldest(link.since());
    }

    @Nullable
    SimLink get(long id) {
        return links[place(id)];
    }

    /** The link is closed. */
    void closed(SimLink link, long now) {
        keep(link, now);
        forgetTheOldest(now);
    }

    /** The machine's life ends, and these links were not closed. */
    void dead(List<SimLink> open, long now) {
        for (SimLink link : open) {
            keep(link, now);
        }
        diedLast = open.size();
        forgetTheOldest(now);
    }

    /** Nothing more comes for the link. */
    void forget(SimLink link) {
        if (!link.forgotten) {
            link.forgotten = true;
            remove(link.id());
            ended.remove(link);
            unanswered.remove(link);
        }
    }

    private void keep(SimLink link, long now) {
        switch (link.due()) {
            case NOTHING -> forget(link);
            case FOR_A_WHILE -> ended.put(link, now);
            case UNTIL_ANSWERED -> unanswered.add(link);
        }
    }

    private void forgetTheOldest(long now) {
        for (var oldest = ended.firstEntry();
                oldest != null && (ended.size() > MOST_ENDED + diedLast || now - oldest.getValue() >= CLOSED_NANOS);
                oldest = ended.firstEntry()) {
            forget(oldest.getKey());
        }
        while (unanswered.size() > MOST_UNANSWERED + diedLast) {
            forget(unanswered.getFirst());
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
}
