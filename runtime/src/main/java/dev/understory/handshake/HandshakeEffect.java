package dev.understory.handshake;

import dev.understory.crypto.SessionSecrets;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.crypto.TrafficKeys;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;

/** What a {@link Handshake} wants done, in order. */
public sealed interface HandshakeEffect {
    /**
     * Write a record; the 4-byte prefix is the writer's. Records before {@link KeysAgreed} go out in clear, those after it
     * in frames; records of one call may share a frame.
     */
    record Write(Bytes record) implements HandshakeEffect {}

    /**
     * From here on both directions are framed and sealed, counters starting at 0. Whoever makes the ciphers wipes the keys
     * then.
     */
    record KeysAgreed(SessionSecrets secrets) implements HandshakeEffect {}

    /** Have this signed and hand the outcome to {@link Handshake#onSigned}. */
    record Sign(Work.Sign work) implements HandshakeEffect {}

    /** Have this checked, or agreed on, and hand the outcome to {@link Handshake#onVerified}. */
    record Verify(Work.OfPeer work) implements HandshakeEffect {}

    /**
     * Behind our last record and the peer's, both directions go on with these keys, counters starting at 0 again, and with
     * what is common. Whoever makes the ciphers wipes the keys then.
     */
    record Negotiated(TrafficKeys keys, Capabilities common) implements HandshakeEffect {}

    /** The handshake is over, and this is the peer. The last effect. */
    record Completed(Authenticated peer) implements HandshakeEffect {}

    /** The handshake is over; close the connection. The last effect. */
    record Failed(HandshakeFailure reason, String detail) implements HandshakeEffect {}
}
