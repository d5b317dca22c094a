package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all identities from one group of addresses may send together, some times what one of them may. Safe for any thread:
 * their connections live on several.
 */
final class GroupAllowance {
    private final Allowance.Settings settings;
    private final int times;
    /** There from the first message on: most groups never see one. */
    private @Nullable TopicRates rates;
    /** There from the first work on that an honest peer does not make. */
    private @Nullable WorkMeter work;
    /** There from the first peer on whose bytes have a rate. */
    private @Nullable ByteBucket bytesIn;
    /** Allowances that have a part in it and are in use. Only the owner of {@link Allowances} changes and asks for it. */
    private int users;

    GroupAllowance(Allowance.Settings settings, int times) {
        this.settings = settings;
        this.times = times;
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
        if (rates == null) {
            rates = new TopicRates(settings.rates(), times);
        }
        return (int) rates.takeUpTo(topic, most, now);
    }

    /** Takes messages back that were not sent. */
    synchronized void giveBack(Topic topic, int count) {
        if (rates != null) {
            rates.giveBack(topic, count);
        }
    }

    synchronized WorkMeter.Verdict work(long waste, long now) {
        if (work == null) {
            InputLimits limits = settings.input();
            work = new WorkMeter(times * limits.wastePerSecond(), times * limits.wasteBurst(), now);
        }
        return work.add(waste, now);
    }

    /** The bytes that may come from all of them together, if those of one have a rate. */
    synchronized Optional<ByteBucket> bytesIn() {
        RateLimit ofOne = settings.bytes().in().peer();
        if (bytesIn == null && ofOne != null) {
            bytesIn = new ByteBucket(ofOne, times, ByteBucket.LONGEST_SHARED_DEBT_NANOS);
        }
        return Optional.ofNullable(bytesIn);
    }

    synchronized long freshAt(long now) {
        long full = rates == null ? now : rates.fullAt(now);
        full = bytesIn == null ? full : Math.max(full, bytesIn.fullAt(now));
        return work == null ? full : Math.max(full, work.forgottenAt(now));
    }
}
