package dev.understory.dissemination;

import java.time.Duration;

/**
 * How nodes that can ask for messages do so, on one topic.
 *
 * @param leastBytes from which size on a message is announced and not sent unasked
 * @param pushed peers that get such a message unasked all the same, so that it is a step ahead of its announcements
 * @param patience how long a peer that was asked may take, and a second more for each {@link #RATE} bytes
 * @param kept accepted messages that others may ask for; beyond that the oldest goes
 * @param keptBytes bytes of them, as above
 * @param keptTime how long, as above; who is connected anew hears of what is kept
 */
public record FetchSettings(
        int leastBytes, int pushed, Duration patience, int kept, long keptBytes, Duration keptTime) {
    /** What a link is supposed to carry at least, in bytes a second. */
    public static final int RATE = 256 << 10;

    /** What a node uses unless told otherwise. */
    public static final FetchSettings DEFAULT =
            new FetchSettings(32 << 10, 1, Duration.ofSeconds(2), 1024, 64L << 20, Duration.ofMinutes(2));

    long patienceNanos(int size) {
        return patience.toNanos() + 1_000_000_000L * size / RATE;
    }
}
