package dev.understory.dissemination;

/**
 * The messages that were here before, by their keyed digests: never the messages themselves. What the application has
 * accepted, or is its own, is remembered apart from what it has not, so that a flood of junk crowds out other junk and no
 * message that is on its way through the network (attacks.md, G2): to crowd out one of those takes as many messages that
 * the application finds good. A message that was forgotten is judged again before it is passed on again, which is why it
 * can go round only if the application accepts it twice; {@link GossipSettings#seenTime} is longer than any message is under
 * way.
 *
 * <p>Bounded in number ({@link GossipSettings#accepted}, {@link GossipSettings#refused}), so in bytes, and in time. Each topic
 * has one of its own: what was seen on one is new on another (G3).
 */
public final class SeenCache {
    /** What a remembered message takes at most: arrays are twice as large as what they hold when they have just grown. */
    public static final int ENTRY_BYTES = 2 * RecentIds.ENTRY_BYTES;

    private final RecentIds accepted;
    private final RecentIds refused;

    /** Nothing was here yet. */
    public SeenCache(GossipSettings settings) {
        long keep = settings.seenTime().toNanos();
        this.accepted = new RecentIds(settings.accepted(), keep);
        this.refused = new RecentIds(settings.refused(), keep);
    }

    /** Whether it was here, and is remembered. */
    public boolean contains(MessageId id, long nowNanos) {
        return accepted.contains(id, nowNanos) || refused.contains(id, nowNanos);
    }

    /** Remembers what is the application's own or was accepted; returns whether another of those had to go before its time. */
    public boolean accept(MessageId id, long nowNanos) {
        return !accepted.contains(id, nowNanos) && accepted.add(id, nowNanos);
    }

    /** Remembers what was judged otherwise, or not at all; returns as above. */
    public boolean refuse(MessageId id, long nowNanos) {
        return !contains(id, nowNanos) && refused.add(id, nowNanos);
    }

    /** How many are remembered. */
    public int size() {
        return accepted.size() + refused.size();
    }

    /** What remembering them takes. */
    public long bytes() {
        return accepted.bytes() + refused.bytes();
    }
}
