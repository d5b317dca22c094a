package dev.understory.application;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;

/**
 * What an application hears: what {@link ApplicationHost} makes of each {@link dev.understory.connection.Delivery}, message
 * by message, with the credit seen to; and whatever the application tells itself. {@link PeerAdmitted} precedes all else
 * about a peer, {@link PeerLost} ends it.
 */
public sealed interface ApplicationEvent {
    /** A peer was authenticated and admitted: it can be sent to from now on. */
    record PeerAdmitted(PeerInfo peer) implements ApplicationEvent {}

    /** The connection to a peer is gone; what was not delivered yet is lost. */
    record PeerLost(PublicKey peer, CloseReason reason) implements ApplicationEvent {}

    /** A whole message from an admitted peer, in the order of its topic. */
    record Delivered(PublicKey sender, Topic topic, Bytes payload) implements ApplicationEvent {}

    /** What became of a send that asked for its outcome. */
    record SendCompleted(long token, PublicKey peer, SendOutcome outcome) implements ApplicationEvent {}

    /** Messages an application sends itself: its timers' messages, answers from its own actors. */
    non-sealed interface Own extends ApplicationEvent {}
}
