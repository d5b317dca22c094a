package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.FlowControl;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.List;

/**
 * What a consumer of a node's messages hears: an actor that takes them in batches, gives their credit back itself and sends
 * through the handles that it is given. A facade is one; an application hears of the same things one by one and without
 * that bookkeeping, which the application's host does for it.
 *
 * <p>{@link Admitted} comes before all else of a connection, {@link Lost} after everything; a peer has at most one
 * connection between the two.
 */
public sealed interface Delivery {
    /** A peer was authenticated and admitted. */
    record Admitted(PeerHandle peer) implements Delivery {}

    /** The connection is gone; {@code connectionId} says which of the peer's connections it was. */
    record Lost(PublicKey peer, long connectionId, CloseReason reason) implements Delivery {}

    /**
     * Whole messages of one topic of one peer, in order. The consumer gives {@link #cost()} back with {@link #release()}
     * once it is done with them; while it does not, at most a window of further messages comes from that peer and topic.
     *
     * @param messages at least one
     * @param stream where the credit goes back to
     */
    record Batch(PublicKey sender, Topic topic, List<Bytes> messages, StreamHandle stream) implements Delivery {
        /** What the messages count for in the stream's window. */
        public long cost() {
            return FlowControl.cost(messages);
        }

        /** Gives the credit of this batch back. */
        public void release() {
            stream.release(cost());
        }
    }

    /** What became of a message sent with a token. */
    record SendCompleted(long token, PublicKey peer, SendOutcome outcome) implements Delivery {}

    /**
     * What became of messages that were sent together: the first {@code accepted} of them are in the queue of their topic;
     * if that is not all, the next one was refused for {@code rest}, and those after it were not tried.
     */
    record BatchCompleted(long token, PublicKey peer, int accepted, SendOutcome rest) implements Delivery {}
}
