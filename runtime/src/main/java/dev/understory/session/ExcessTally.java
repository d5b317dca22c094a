package dev.understory.session;

import dev.understory.mux.Topic;
import org.jspecify.annotations.Nullable;

/** Messages of a peer that exceeded the rate of their topic, told together for each piece that was read. */
final class ExcessTally {
    private final SessionListener out;
    /** The topic of those that were not told yet. */
    private @Nullable Topic topic;

    private int count;
    private long bytes;
    private long sum;

    ExcessTally(SessionListener out) {
        this.out = out;
    }

    /** One more. */
    void add(Topic of, int size) {
        if (topic != of) {
            tell();
            topic = of;
        }
        count++;
        sum++;
        bytes += size;
    }

    /** Tells of those that were not told yet. */
    void tell() {
        if (topic != null) {
            out.exceeded(topic, count, bytes);
            topic = null;
            count = 0;
            bytes = 0;
        }
    }

    /** So many so far. */
    long sum() {
        return sum;
    }
}
