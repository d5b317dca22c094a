package dev.understory.dissemination;

import java.time.Duration;

/**
 * What gossip may cost on one topic.
 *
 * @param accepted messages that were accepted, or are the application's own, and are known again; beyond that the oldest is
 *     forgotten
 * @param refused as above of those that were not accepted
 * @param seenTime how long a message is known again
 * @param verdictTime how long the application may take to judge a message; then it is not passed on
 * @param waiting messages that may wait for their verdict; beyond that one of the peer that has most waiting is dropped, the newest
 *     first
 * @param waitingBytes bytes of them, as above; one message of any size may always wait if none else does
 * @param waitingShare bytes of them of one peer, on all topics ({@link WaitingShares}); beyond that its newest is dropped, but for
 *     one that waits alone
 * @param fetch how nodes that can ask for messages do so
 */
public record GossipSettings(
        int accepted,
        int refused,
        Duration seenTime,
        Duration verdictTime,
        int waiting,
        long waitingBytes,
        long waitingShare,
        FetchSettings fetch) {
    /** What a node uses unless told otherwise: four megabytes of digests at most, for a topic that is flooded. */
    public static final GossipSettings DEFAULT = new GossipSettings(
            1 << 15,
            1 << 14,
            Duration.ofMinutes(2),
            Duration.ofSeconds(10),
            4096,
            64L << 20,
            8L << 20,
            FetchSettings.DEFAULT);

    public GossipSettings {
        if (accepted < 1 || refused < 1 || waiting < 1 || waitingBytes < 1 || waitingShare < 1) {
            throw new IllegalArgumentException("gossip needs room for one of each");
        }
        if (!seenTime.isPositive() || !verdictTime.isPositive()) {
            throw new IllegalArgumentException("gossip needs time to know a message again, and to judge it");
        }
    }
}
