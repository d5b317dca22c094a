package dev.understory.node.embed;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.Collection;
import java.util.List;

/** A message for a node's sink of a topic. */
public sealed interface Outbound {
    /** What is sent. */
    Bytes payload();

    /** To one peer. The sink waits while the peer's queue is full; messages to one peer keep their order. */
    record To(PublicKey peer, Bytes payload) implements Outbound {}

    /** To every admitted peer but those. It waits for nobody: a peer whose queue is full misses it. */
    record ToAll(Bytes payload, Collection<PublicKey> except) implements Outbound {
        /** To every admitted peer. */
        public ToAll(Bytes payload) {
            this(payload, List.of());
        }
    }
}
