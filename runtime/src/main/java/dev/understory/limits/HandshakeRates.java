package dev.understory.limits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many handshakes may begin in a second: from each group of addresses, at each level, and in all. Asked before anything
 * is spent on a link. A handshake costs a key agreement, about 120 us on the thread that serves the peers, so this is what
 * bounds the share of it that strangers can take by coming and going.
 *
 * <p>Memory is bounded without forgetting anybody: at each level the groups share {@link #SLOTS} buckets, by a hash with a
 * key of the node's own. So an attacker can neither fill a table to be forgotten nor choose whose bucket he shares; groups
 * that share one by chance share its rate. The addresses of must-connect and trusted peers have a bucket each of their own
 * and take nothing from the others. Loopback has only the rate of all: who comes from there comes through something on this
 * machine that many share.
 */
public final class HandshakeRates {
    /** Buckets of a level; each is made when it is first used. */
    static final int SLOTS = 4096;

    /**
     * The rates.
     *
     * @param perSecond handshakes from a group, in the long run
     * @param all the same from everybody together
     * @param burstSeconds after a pause, what could have begun in this time may begin at once
     */
    public record Policy(PerLevel perSecond, int all, int burstSeconds) {
        /** 5 a second from an address, 10 from a site, 20 from a subnet, 100 from a network, 200 in all; 10 s at once. */
        public static final Policy DEFAULT = new Policy(new PerLevel(5, 10, 20, 100), 200, 10);

        /** Checks the ranges. */
        public Policy {
            if (perSecond.least() < 1 || all < 1 || burstSeconds < 1) {
                throw new IllegalArgumentException("rates and their burst must be positive");
            }
        }
    }

    private final Policy policy;
    private final long key;
    private final TokenBucket everybody;
    private final Map<GroupLevel, Map<Integer, TokenBucket>> strangers = new EnumMap<>(GroupLevel.class);
    private final Map<Integer, TokenBucket> expected = new HashMap<>();

    /**
     * Nobody has come yet.
     *
     * @param key the node's own, for which no attacker can find groups that share a bucket
     */
    public HandshakeRates(Policy policy, long key, long now) {
        this.policy = policy;
        this.key = key;
        this.everybody = bucket(policy.all(), now);
        for (GroupLevel level : GroupLevel.values()) {
            strangers.put(level, new HashMap<>());
        }
    }

    /**
     * A handshake is about to begin. Returns true and takes its token everywhere, or false and takes none.
     *
     * @param isExpected whether a must-connect or trusted peer lives at that address
     */
    public boolean take(NetworkAddress address, boolean isExpected, long now) {
        if (isExpected) {
            return bucket(expected, address, GroupLevel.ADDRESS, now).take(1, now);
        }
        List<TokenBucket> buckets = new ArrayList<>(5);
        buckets.add(everybody);
        if (!address.isLoopback()) {
            for (GroupLevel level : address.levels()) {
                buckets.add(bucket(strangers(level), address, level, now));
            }
        }
        for (TokenBucket bucket : buckets) {
            if (bucket.available(now) < 1) {
                return false;
            }
        }
        buckets.forEach(bucket -> bucket.take(1, now));
        return true;
    }

    /** Buckets held; for tests of the limit. */
    int size() {
        return 1
                + expected.size()
                + strangers.values().stream().mapToInt(Map::size).sum();
    }

    private Map<Integer, TokenBucket> strangers(GroupLevel level) {
        Map<Integer, TokenBucket> buckets = strangers.get(level);
        if (buckets == null) {
            throw new IllegalStateException("no buckets for " + level);
        }
        return buckets;
    }

    private TokenBucket bucket(Map<Integer, TokenBucket> buckets, NetworkAddress address, GroupLevel level, long now) {
        return buckets.computeIfAbsent(
                slot(address.group(level)), fresh -> bucket(policy.perSecond().at(level), now));
    }

    private TokenBucket bucket(int perSecond, long now) {
        return new TokenBucket(perSecond, (long) perSecond * policy.burstSeconds(), now);
    }

    private int slot(AddressGroup group) {
        return (int) (group.hash(key) >>> 52);
    }
}
