package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.util.Collection;

/** What follows from a verdict. */
public sealed interface GossipEffect {
    /** The message goes to all peers but those, who have it; {@code identity} is what it was heard with. */
    record Relay(Bytes payload, Bytes identity, Collection<PublicKey> holders) implements GossipEffect {}

    /** The peer that sent it is charged. */
    record Charge(PublicKey sender, Offence offence) implements GossipEffect {}

    /** Nothing. */
    record Nothing() implements GossipEffect {}
}
