package dev.understory.workload;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;

/** One node's part in a workload. All calls come from the node's application, one at a time. */
public interface Participant {
    /** The node runs; called once, before anything else. */
    default void start() {}

    /** A peer can be sent to. */
    default void admitted(PeerInfo peer) {}

    /** A peer is gone. */
    default void lost(PublicKey peer) {}

    /** A message of this workload; its first byte is the workload's index. */
    void delivered(PublicKey sender, Topic topic, Bytes message);

    /** A timer set by {@link WorkloadContext#schedule} is due. */
    default void timer(long what) {}
}
