package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rates of one peer's messages, a {@link TokenBucket} for each topic that has a limit and is in use. */
public final class TopicRates {
    private static final int TOPICS = Topic.values().length;

    private final Map<Topic, RateLimit> limits;
    private @Nullable TokenBucket @Nullable [] buckets;

    /** Topics without a limit are free. */
    public TopicRates(Map<Topic, RateLimit> limits) {
        this.limits = limits;
    }

    /** Whether no topic has a limit. */
    public boolean isEmpty() {
        return limits.isEmpty();
    }

    /** Counts a message; false if it exceeds its topic's rate, and is not counted. */
    public boolean allows(Topic topic, long now) {
        TokenBucket bucket = buckets == null ? null : buckets[topic.id()];
        if (bucket == null) {
            RateLimit limit = limits.get(topic);
            if (limit == null) {
                return true;
            }
            bucket = new TokenBucket(limit.perSecond(), limit.burst(), now);
            if (buckets == null) {
                buckets = new TokenBucket[TOPICS];
            }
            buckets[topic.id()] = bucket;
        }
        return bucket.take(1, now);
    }
}
