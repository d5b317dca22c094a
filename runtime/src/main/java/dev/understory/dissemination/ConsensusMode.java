package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.Collection;

/** How the messages of a committee get to its members (wire.md, section 7.1). */
public enum ConsensusMode {
    /** Each is sent to those that it is for, who pass nothing on. */
    DIRECT,
    /** Each goes to all peers, who pass it on. */
    GOSSIP;

    /**
     * How a member of that committee, or a node outside it, has to send and pass on.
     *
     * @param threshold the size from which a committee gossips; never with 0
     */
    public static ConsensusMode of(PublicKey self, Collection<PublicKey> committee, int threshold) {
        return threshold > 0 && committee.size() >= threshold && committee.contains(self) ? GOSSIP : DIRECT;
    }
}
