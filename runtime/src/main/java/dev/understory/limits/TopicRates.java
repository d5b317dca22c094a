package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rates of one peer's messages, a {@link TokenBucket} for each topic that has a limit and is in use. */
public final class TopicRates {
    private static final int TOPICS = Topic.values().length;

    private final Map<Topic, RateLimit> limits;
    private final int times;
    private @Nullable TokenBucket @Nullable [] buckets;

    /** Topics without a limit are free. */
    public TopicRates(Map<Topic, RateLimit> limits) {
        this(limits, 1);
    }

    /** So many times these limits. */
    TopicRates(Map<Topic, RateLimit> limits, int times) {
        this.limits = limits;
        this.times = times;
    }

    /** Whether no topic has a limit. */
    public boolean isEmpty() {
        return limits.isEmpty();
    }

    /** Counts a message; false if it exceeds its topic's rate, and is not counted. */
    public boolean allows(Topic topic, long now) {
        TokenBucket bucket = bucket(topic, now);
        return bucket == null || bucket.take(1, now);
    }

    /** Counts as many messages as its topic's rate allows, but no more than {@code most}; returns how many those were. */
    public long takeUpTo(Topic topic, long most, long now) {
        TokenBucket bucket = bucket(topic, now);
        if (bucket == null) {
            return most;
        }
        long taken = Math.min(most, bucket.available(now));
        bucket.take(taken, now);
        return taken;
    }

    /** Takes messages back that were counted and did not come. */
    public void giveBack(Topic topic, long count) {
        TokenBucket bucket = buckets == null ? null : buckets[topic.id()];
        if (bucket != null) {
            bucket.earn(count);
        }
    }

    /** When every rate allows its burst again. */
    public long fullAt(long now) {
        long full = now;
        for (int i = 0; buckets != null && i < TOPICS; i++) {
            TokenBucket bucket = buckets[i];
            full = bucket == null ? full : Math.max(full, bucket.fullAt(now));
        }
        return full;
    }

    private @Nullable TokenBucket bucket(Topic topic, long now) {
        TokenBucket bucket = buckets == null ? null : buckets[topic.id()];
        if (bucket == null) {
            RateLimit limit = limits.get(topic);
            if (limit == null) {
                return null;
            }
            bucket = new TokenBucket(
                    Math.min(RateLimit.MOST, times * limit.perSecond()),
                    Math.min(RateLimit.MOST, times * limit.burst()),
                    now);
            if (buckets == null) {
                buckets = new TokenBucket[TOPICS];
            }
            buckets[topic.id()] = bucket;
        }
        return bucket;
    }
}
