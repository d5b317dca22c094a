package dev.understory.session;

import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.mux.Topic;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an operator may want to know of connections. Every end, refusal and drop has a reason to count it under. */
public sealed interface ConnectionEvent {
    /** Links are accepted at {@code local}, the port being the real one. */
    record Listening(Endpoint local) implements ConnectionEvent {}

    /** Nothing is listening at {@code local}; it is tried again after {@code retryNanos}. */
    record ListenFailed(Endpoint local, String detail, long retryNanos) implements ConnectionEvent {}

    /** A link is open and its handshake begins; {@code remote} as it was to be dialled, or as it dialled us. */
    record Opened(long connectionId, Direction direction, Endpoint remote) implements ConnectionEvent {}

    /**
     * A link was refused before any work was spent on it.
     *
     * @param full the group of its address that has as many links as it may, if that is the reason
     */
    record LinkRefused(
            Endpoint remote, CloseReason reason, @Nullable GroupLevel full) implements ConnectionEvent {
        /** For a reason that concerns no group. */
        public LinkRefused(Endpoint remote, CloseReason reason) {
            this(remote, reason, null);
        }
    }

    /** A connection ended before its peer was known. */
    record HandshakeFailed(long connectionId, Direction direction, Endpoint remote, CloseReason reason, String detail)
            implements ConnectionEvent {}

    /** A peer was authenticated and refused. */
    record PeerRefused(long connectionId, Direction direction, Endpoint remote, PublicKey peer, CloseReason reason)
            implements ConnectionEvent {}

    /** A peer was admitted; {@code handshakeNanos} is the time from the open link to the authenticated peer. */
    record PeerAdmitted(long connectionId, PeerInfo peer, long handshakeNanos) implements ConnectionEvent {}

    /** An admitted connection ended. */
    record PeerClosed(long connectionId, PeerInfo peer, CloseReason reason, String detail) implements ConnectionEvent {}

    /** A dial did not give a link; the next try, if there is one, comes after {@code retryNanos} (else -1). */
    record DialFailed(@Nullable PublicKey peer, Endpoint remote, String detail, int attempt, long retryNanos)
            implements ConnectionEvent {}

    /** Some addresses of a host were not dialled. */
    record AddressesSkipped(Endpoint remote, SkipReason reason, int count) implements ConnectionEvent {}

    /** A host name that the node follows has got other addresses than it had, so many. */
    record NameResolved(String host, int addresses) implements ConnectionEvent {}

    /** A host name that the node follows has no address any more, or none yet; what was known of it stays in force. */
    record NameUnresolved(String host, String detail) implements ConnectionEvent {}

    /** Messages from a peer were dropped: nobody consumes the topic, or its consumer does not keep up. */
    record MessagesDropped(PublicKey peer, Topic topic, DropReason reason, int count, long bytes)
            implements ConnectionEvent {}

    /** A peer's offence has cost it points, of which {@code score} are left; it is the same for all its connections. */
    record PeerDebited(PublicKey peer, Offence offence, int score) implements ConnectionEvent {}

    /** A peer has earned something; {@code score} is what it has then. */
    record PeerCredited(PublicKey peer, Credit credit, int score) implements ConnectionEvent {}

    /** Somebody is banned from now on, for that time; null means without end. */
    record Banned(
            BanSubject subject, BanReason reason, @Nullable Duration duration) implements ConnectionEvent {}

    /** So many bans by people are not in force, because there are as many as there may be. */
    record BansRefused(BanReason reason, int count) implements ConnectionEvent {}

    /** An operator has lifted a ban. */
    record Unbanned(BanSubject subject) implements ConnectionEvent {}

    /** A message to a peer was refused, and nobody had asked for its outcome. */
    record SendRefused(PublicKey peer, Topic topic, SendOutcome outcome, int size) implements ConnectionEvent {}

    /** A topic of a peer changed its flow. */
    record StreamChanged(PublicKey peer, Topic topic, StreamFlow flow) implements ConnectionEvent {}

    /** A ping was answered. On an idle connection only the end that dialled pings. */
    record RoundTrip(PublicKey peer, long nanos) implements ConnectionEvent {}

    /** A defect of ours was contained. */
    record Defect(String where, String detail) implements ConnectionEvent {}

    /** What an admitted peer may send and nobody wants: it is counted and costs nothing else. */
    enum IgnoredInput {
        /** A packet on a topic that does not exist (7 to 98). */
        UNKNOWN_TOPIC,
        /** A heartbeat that is neither ping nor pong. */
        UNKNOWN_HEARTBEAT,
        /** A pong that answers no ping of ours. */
        UNREQUESTED_PONG,
        /** Work on what it sent came to nothing, more than is borne with: it is not read for a moment. */
        WASTED_WORK,
        /** What peers that gossip on a topic tell each other, on one on which nobody gossips here. */
        NOT_GOSSIPING
    }

    /** Why an address of a host is not dialled, the weightiest first. */
    enum SkipReason {
        /** It is banned. */
        BANNED,
        /** Peers of its subnet have offended too much. */
        DISCOURAGED,
        /** It is our own. */
        OURSELVES,
        /** It is none of a single host: unspecified, multicast or broadcast. */
        NOT_UNICAST,
        /** The name has too many. */
        BEYOND_LIMIT
    }

    /** Why messages of a peer were dropped. */
    enum DropReason {
        /** No consumer has asked for the topic. */
        NO_CONSUMER,
        /** The consumer gave no credit for longer than the stall time, and the stream's queue is full. */
        CONSUMER_STALLED,
        /** The peer sends more of them than an ordinary peer may. */
        RATE_LIMITED,
        /** The connection ended before the consumer took them. */
        CONNECTION_ENDED
    }
}
