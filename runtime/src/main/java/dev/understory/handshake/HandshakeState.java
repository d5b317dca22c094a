package dev.understory.handshake;

import dev.understory.crypto.SessionSecrets;
import dev.understory.wire.Bytes;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.PeerMeta;
import dev.understory.wire.PeerSignature;
import org.jspecify.annotations.Nullable;

/** Where a {@link Handshake} stands. */
sealed interface HandshakeState {
    /** Nothing happened yet. */
    record Created() implements HandshakeState {}

    /** A record of the peer is due. */
    sealed interface Awaiting extends HandshakeState {
        /** The longest record that can be the one. */
        default int limit() {
            return HandshakeMessages.MAX_RECORD;
        }
    }

    /** Our key is written; the peer's is due. */
    record AwaitingKey() implements Awaiting {
        @Override
        public int limit() {
            return HandshakeMessages.MAX_KEY_RECORD;
        }
    }

    /** The secrets are agreed; the peer's step 2 is due. */
    record AwaitingSignature(SessionSecrets secrets) implements Awaiting {}

    /** The peer has claimed an identity; its step 3 is due. */
    record AwaitingMeta(SessionSecrets secrets, PeerSignature claim) implements Awaiting {}

    /** All of the peer's records are here, and the signature service has them. */
    record Verifying(Bytes key, PeerMeta meta, long answeredAtNanos) implements HandshakeState {}

    /** The peer is proven; only our own signature is not ready yet. */
    record Verified(Authenticated peer) implements HandshakeState {}

    /** The peer is proven and our records are written; the second key agreement is under way. */
    record Exchanging(Authenticated peer, HybridExchange exchange) implements HandshakeState {}

    /** Over: both sides have what they need. */
    record Complete() implements HandshakeState {}

    /** Over: to be closed. */
    record Failed() implements HandshakeState {}

    /** The length of the longest record that may come; 0 while none may. */
    default int limit(@Nullable HybridExchange exchange) {
        return switch (this) {
            case Awaiting awaiting -> awaiting.limit();
            case Verifying verifying -> exchange == null ? 0 : exchange.due();
            case Verified verified -> exchange == null ? 0 : exchange.due();
            case Exchanging exchanging -> exchanging.exchange().due();
            case Created created -> 0;
            case Complete complete -> 0;
            case Failed failed -> 0;
        };
    }

    /** What was missing when time was up. */
    default String overdue() {
        return switch (this) {
            case AwaitingKey step -> "no key came in time";
            case AwaitingSignature step -> "no signature came in time";
            case AwaitingMeta step -> "no network and chain came in time";
            case Verifying step -> "the signatures were not checked in time";
            case Verified step -> "our own signature was not made in time";
            case Exchanging step -> "no second key agreement came in time";
            case Created step -> "not begun in time";
            case Complete step -> "complete";
            case Failed step -> "failed";
        };
    }
}
