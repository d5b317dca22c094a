package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What follows from a verdict. */
public sealed interface GossipEffect {
    /**
     * The message goes to all peers but some.
     *
     * @param identity what it was heard with
     * @param holders those who have it
     * @param earns the peer that is credited for it; null if none is
     */
    record Relay(
            Bytes payload,
            Bytes identity,
            Collection<PublicKey> holders,
            @Nullable PublicKey earns) implements GossipEffect {}

    /** The peer that sent it is charged. */
    record Charge(PublicKey sender, Offence offence) implements GossipEffect {}

    /** Nothing. */
    record Nothing() implements GossipEffect {}
}
