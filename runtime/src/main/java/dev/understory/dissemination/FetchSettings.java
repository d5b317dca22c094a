package dev.understory.dissemination;

import dev.understory.mux.Topic;
import java.time.Duration;

/**
 * How nodes that can ask for messages do so, on one topic.
 *
 * @param leastBytes from which size on a message is announced and not sent unasked
 * @param pushed peers that get such a message unasked all the same, so that it is a step ahead of its announcements
 * @param patience how long a peer that was asked may take, and a second more for each {@link #RATE} bytes that it says the
 *     message has, but never more than {@link #MOST_FOR_SIZE}; a quarter of that, and as much more, for what is smaller than
 *     {@code leastBytes}
 * @param pushers peers that a node has send it messages unasked, if the others can be told not to; 0: all of them; at most
 *     {@link #MOST_PUSHERS}
 * @param txPushers as above on the topic of transactions
 * @param kept accepted messages that others may ask for; beyond that the oldest goes
 * @param keptBytes bytes of them and of what each takes besides, as above
 * @param keptTime how long, as above; who is connected anew hears of what is kept
 */
public record FetchSettings(
        int leastBytes,
        int pushed,
        Duration patience,
        int pushers,
        int txPushers,
        int kept,
        long keptBytes,
        Duration keptTime) {
    /** What a link is supposed to carry at least, in bytes a second. */
    public static final int RATE = 256 << 10;

    /** With more of them a choice would take too long: its cost grows with their number and with that of the peers. */
    public static final int MOST_PUSHERS = 8;

    /** What a size may add to the patience at most: nobody knows yet whether it is true. */
    public static final Duration MOST_FOR_SIZE = Duration.ofSeconds(5);

    /** What a node uses unless told otherwise. */
    public static final FetchSettings DEFAULT =
            new FetchSettings(32 << 10, 1, Duration.ofSeconds(2), 3, 2, 32_768, 64L << 20, Duration.ofMinutes(2));

    int pushers(Topic topic) {
        return topic == Topic.TX ? txPushers : pushers;
    }

    /** How long a peer may take for a message of that size by what it says. */
    long patienceNanos(int size) {
        return leastPatienceNanos(size) + Math.min(MOST_FOR_SIZE.toNanos(), 1_000_000_000L * size / RATE);
    }

    /** As above, for one from which none was expected: the size that it says counts for nothing. */
    long leastPatienceNanos(int size) {
        return size < leastBytes ? patience.toNanos() / 4 : patience.toNanos();
    }
}
