package dev.understory.limits;

import dev.understory.mux.Topic;
import org.jspecify.annotations.Nullable;

/** The buckets of one identity's bytes one way: of its own in all and of each topic that has a rate, whatever connection it has. */
final class PeerBytes {
    private static final int TOPICS = Topic.values().length;

    private final @Nullable ByteBucket peer;
    private final @Nullable ByteBucket[] topics = new @Nullable ByteBucket[TOPICS];

    PeerBytes(ByteRates.OneWay rates) {
        this.peer = rates.peer() == null ? null : new ByteBucket(rates.peer());
        rates.topics().forEach((topic, rate) -> topics[topic.id()] = new ByteBucket(rate));
    }

    @Nullable
    ByteBucket peer() {
        return peer;
    }

    @Nullable
    ByteBucket topic(Topic topic) {
        return topics[topic.id()];
    }

    long fullAt(long now) {
        long full = peer == null ? now : peer.fullAt(now);
        for (ByteBucket topic : topics) {
            full = topic == null ? full : Math.max(full, topic.fullAt(now));
        }
        return full;
    }
}
