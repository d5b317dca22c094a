package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.EnumMap;
import java.util.Map;

/**
 * What all identities from one group of addresses may send together, some times what one of them may. Safe for any thread:
 * their connections live on several.
 */
final class GroupAllowance {
    private final TopicRates rates;
    private final WorkMeter work;
    /** Allowances that have a part in it and are in use. Only the owner of {@link Allowances} changes and asks for it. */
    private int users;

    GroupAllowance(Allowance.Settings settings, int times, long now) {
        Map<Topic, RateLimit> multiplied = new EnumMap<>(Topic.class);
        settings.rates()
                .forEach((topic, rate) -> multiplied.put(
                        topic,
                        new RateLimit(
                                Math.min(RateLimit.MOST, times * rate.perSecond()),
                                Math.min(RateLimit.MOST, times * rate.burst()))));
        this.rates = new TopicRates(multiplied);
        this.work = new WorkMeter(
                times * settings.input().wastePerSecond(),
                times * settings.input().wasteBurst(),
                now);
    }

    void join() {
        users++;
    }

    void leave() {
        users--;
    }

    boolean isIdle() {
        return users == 0;
    }

    /** Takes up to so many messages of a topic, and says how many. */
    synchronized int lease(Topic topic, int most, long now) {
        return (int) rates.takeUpTo(topic, most, now);
    }

    /** Takes messages back that were not sent. */
    synchronized void giveBack(Topic topic, int count) {
        rates.giveBack(topic, count);
    }

    WorkMeter.Verdict work(long waste, long now) {
        return work.add(waste, now);
    }

    synchronized long freshAt(long now) {
        return Math.max(rates.fullAt(now), work.forgottenAt(now));
    }
}
