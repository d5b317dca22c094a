package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;

/** What follows from what peers say of messages they have. */
public sealed interface FetchEffect {
    /** A peer is told or asked something. */
    record Send(PublicKey peer, Bytes payload) implements FetchEffect {}

    /** A peer is sent a message that it has asked for. */
    record Give(PublicKey peer, Bytes payload) implements FetchEffect {}

    /** A peer is charged. */
    record Charge(PublicKey peer, Offence offence) implements FetchEffect {}
}
