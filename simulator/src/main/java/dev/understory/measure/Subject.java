package dev.understory.measure;

import java.util.BitSet;
import java.util.Map;

/**
 * A workload as it is measured.
 *
 * @param index its index among those that send messages to peers, or {@link #SERVICE}
 * @param kind the word for its kind
 * @param topic the topic that its samples can be told by, else empty
 * @param among who takes part: the audience of a broadcast, the committee
 * @param deadlineNanos how long a node has to stay up to be judged by a broadcast
 */
public record Subject(int index, String kind, String name, String topic, BitSet among, long deadlineNanos) {
    /** The index of those that use a service of the nodes, and no messages. */
    public static final int SERVICE = -1;

    /** Whether it is of the kind with that word. */
    public boolean isOf(String word) {
        return kind.equals(word);
    }

    /** Whether its samples have these labels, as far as they are of workloads. */
    public boolean hasLabels(Map<String, String> labels) {
        return Sampling.haveLabels(name, topic, labels);
    }
}
