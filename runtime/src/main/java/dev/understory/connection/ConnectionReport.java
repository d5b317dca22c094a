package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;

/** What a connection tells whoever decides on its admission; {@code id} is the connection's. */
public sealed interface ConnectionReport {
    /** The connection that speaks. */
    long id();

    /**
     * Its peer is proven; {@code sent} is the peer's key as it came, {@code common} what both ends can do, and
     * {@code answeredAtNanos} when the last record came that every peer has to send.
     */
    record Authenticated(long id, PublicKey peer, Bytes sent, Capabilities common, long answeredAtNanos)
            implements ConnectionReport {}

    /** The other end has begun to speak, whether it is admitted here or waits. */
    record Spoken(long id) implements ConnectionReport {}

    /** It was challenged by a newcomer, and lives, or nothing was heard of its peer. */
    record Stood(long id, long newcomer, boolean alive) implements ConnectionReport {}

    /** Its actor has stopped by a defect, without another word. */
    record Failed(long id) implements ConnectionReport {}

    /** It is over; its last word. */
    record Ended(long id, CloseReason reason, String detail) implements ConnectionReport {}
}
