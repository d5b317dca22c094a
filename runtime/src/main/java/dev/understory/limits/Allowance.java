package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one identity may still send, whatever connection it comes by: messages of the topics that have a rate, bytes where there
 * is a rate of those, pings, bytes on unknown topics, and work that comes to nothing. The groups of addresses that it comes from have a part in it. Belongs
 * to one thread at a time: that of the identity's admitted connection, and between connections to {@link Allowances}.
 */
public final class Allowance {
    /**
     * What identities start with.
     *
     * @param rates of messages; topics without one are free
     * @param ignoredBytes that may come on unknown topics; they are forgotten within an hour
     * @param input what work may come to nothing
     * @param bytes rates of bytes
     */
    public record Settings(Map<Topic, RateLimit> rates, long ignoredBytes, InputLimits input, ByteRates bytes) {}

    private static final int TOPICS = Topic.values().length;
    /** Messages that are taken from the groups' rates at a time. */
    private static final int LEASE = 256;

    private static final long FORGET_SECONDS = 3_600;
    private static final long MOST = 1L << 32;

    private List<GroupAllowance> groups = List.of();
    private final TopicRates rates;
    private final TokenBucket pings;
    private final WorkMeter work;
    private final long mostIgnored;
    /** There from the first bytes on that are ignored. */
    private @Nullable TokenBucket ignored;

    private int @Nullable [] leased;
    private final NodeBytes all;
    /** There from the first connection on that has a limit that way. */
    private @Nullable PeerBytes in;

    private @Nullable PeerBytes out;

    Allowance(Settings settings, NodeBytes all, long now) {
        this.all = all;
        this.mostIgnored = Math.min(MOST, settings.ignoredBytes());
        this.rates = new TopicRates(settings.rates());
        this.pings = new TokenBucket(Limits.PINGS_PER_SECOND, Limits.PING_BURST, now);
        this.work = new WorkMeter(
                settings.input().wastePerSecond(), settings.input().wasteBurst(), now);
    }

    /** The full allowance of an identity that was never seen before and belongs to no group. */
    public static Allowance fresh(Settings settings, long now) {
        return new Allowance(settings, new NodeBytes(settings.bytes()), now);
    }

    /** Whether no topic has a rate. */
    public boolean isUnlimited() {
        return rates.isEmpty();
    }

    /** Counts a message; false if it exceeds the rate of its topic, for this identity or for all of a group. */
    public boolean message(Topic topic, long now) {
        return rates.allows(topic, now) && (groups.isEmpty() || lease(topic, now));
    }

    private boolean lease(Topic topic, long now) {
        if (leased == null) {
            leased = new int[TOPICS];
        }
        int left = leased[topic.id()];
        if (left == 0) {
            left = leaseFromAll(topic, now);
        }
        leased[topic.id()] = Math.max(0, left - 1);
        return left > 0;
    }

    /** As many as each of the groups has left; none of them keeps count of more than that. */
    private int leaseFromAll(Topic topic, long now) {
        int least = LEASE;
        for (int i = 0; i < groups.size(); i++) {
            int given = groups.get(i).lease(topic, least, now);
            for (int k = 0; k < i && given < least; k++) {
                groups.get(k).giveBack(topic, least - given);
            }
            least = given;
        }
        return least;
    }

    /** Counts a ping, after {@code earned} that are free because of the bytes that came with them; false if it is too many. */
    public boolean ping(long earned, long now) {
        pings.earn(earned);
        return pings.take(1, now);
    }

    /** Counts bytes on unknown topics; false if they are too many. */
    public boolean ignored(int bytes, long now) {
        if (ignored == null) {
            ignored = new TokenBucket(Math.max(1, mostIgnored / FORGET_SECONDS), mostIgnored, now);
        }
        return ignored.take(bytes, now);
    }

    /** Counts work that came to nothing. Groups hear only of what no honest peer does, so that none pays for another. */
    public WorkMeter.Verdict work(long waste, boolean ordinary, long now) {
        WorkMeter.Verdict verdict = work.add(waste, now);
        if (ordinary && !groups.isEmpty() && work.isHigh(now)) {
            for (GroupAllowance group : groups) {
                WorkMeter.Verdict ofGroup = group.work(waste, now);
                verdict = ofGroup.compareTo(verdict) > 0 ? ofGroup : verdict;
            }
        }
        return verdict;
    }

    /** What a connection takes in of the rates of bytes; null if there is no limit to it. */
    public @Nullable InboundBytes inbound(boolean ordinary) {
        ByteRates.OneWay rates = all.rates(ByteWay.IN, ordinary);
        if (rates == null) {
            return null;
        }
        in = in == null ? new PeerBytes(rates) : in;
        List<ByteBucket> shared = new ArrayList<>();
        if (ordinary) {
            groups.forEach(group -> group.bytesIn().ifPresent(shared::add));
        }
        if (all.in() != null) {
            shared.add(all.in());
        }
        return new InboundBytes(own(rates, in), shared, in);
    }

    /** What a connection sends of the rates of bytes; null if there is no limit to it. */
    public @Nullable OutboundBytes outbound(boolean ordinary) {
        ByteRates.OneWay rates = all.rates(ByteWay.OUT, ordinary);
        if (rates == null) {
            return null;
        }
        out = out == null ? new PeerBytes(rates) : out;
        return new OutboundBytes(own(rates, out), out, all.out());
    }

    private static List<ByteBucket> own(ByteRates.OneWay rates, PeerBytes peer) {
        List<ByteBucket> own = new ArrayList<>();
        if (rates.connection() != null) {
            own.add(new ByteBucket(rates.connection()));
        }
        if (peer.peer() != null) {
            own.add(peer.peer());
        }
        return own;
    }

    /** When everything will be as at the first time. */
    long freshAt(long now) {
        long bucketsFull = Math.max(rates.fullAt(now), pings.fullAt(now));
        long ignoredFull = ignored == null ? now : ignored.fullAt(now);
        long bytesFull = Math.max(in == null ? now : in.fullAt(now), out == null ? now : out.fullAt(now));
        return Math.max(Math.max(bucketsFull, bytesFull), Math.max(ignoredFull, work.forgottenAt(now)));
    }

    /** From now on it has a part in these groups, which count it as a user already, and in none that it had before. */
    void join(List<GroupAllowance> changed) {
        for (Topic topic : Topic.values()) {
            int unused = leased == null ? 0 : leased[topic.id()];
            groups.forEach(group -> group.giveBack(topic, unused));
        }
        groups.forEach(GroupAllowance::leave);
        groups = changed;
        leased = null;
    }
}
