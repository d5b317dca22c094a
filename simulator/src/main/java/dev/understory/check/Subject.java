package dev.understory.check;

import java.util.BitSet;

/**
 * A workload as checks see it.
 *
 * @param index its index among those that send messages to peers, or {@link #SERVICE}
 * @param topic the topic of a broadcast, else empty
 * @param among who takes part: the audience of a broadcast, the committee
 * @param deadlineNanos how long a node has to stay up to be judged by a broadcast
 * @param isBroadcast whether it spreads messages
 * @param isConsensus whether it commits blocks
 */
public record Subject(
        int index,
        String name,
        String topic,
        BitSet among,
        long deadlineNanos,
        boolean isBroadcast,
        boolean isConsensus) {
    /** The index of those that use a service of the nodes, and no messages. */
    public static final int SERVICE = -1;
}
