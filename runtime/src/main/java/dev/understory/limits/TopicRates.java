package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rates of one peer's messages, a {@link TokenBucket} for each topic that has a limit and is in use. */
public final class TopicRates {
    private final Map<Topic, RateLimit> limits;
    private @Nullable Map<Topic, TokenBucket> buckets;

    /** Topics without a limit are free. */
    public TopicRates(Map<Topic, RateLimit> limits) {
        this.limits = limits;
    }

    /** Counts a message; false if it exceeds its topic's rate, and is not counted. */
    public boolean allows(Topic topic, long now) {
        RateLimit limit = limits.get(topic);
        if (limit == null) {
            return true;
        }
        if (buckets == null) {
            buckets = new EnumMap<>(Topic.class);
        }
        return buckets.computeIfAbsent(topic, fresh -> new TokenBucket(limit.perSecond(), limit.burst(), now))
                .take(1, now);
    }
}
