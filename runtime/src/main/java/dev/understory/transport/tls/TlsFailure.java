package dev.understory.transport.tls;

/** Why no secure channel came of a link, or why one ended without a goodbye. */
public enum TlsFailure {
    /** The remote does not speak TLS at all. */
    NOT_TLS,
    /** A record or message that TLS 1.3 does not allow here, or one that nobody with the keys has made. */
    PROTOCOL,
    /** The handshake took more bytes than allowed. */
    HANDSHAKE_TOO_LONG,
    /** The handshake took longer than allowed. */
    TIMEOUT,
    /** Too much arithmetic is waiting on this machine. */
    OVERLOADED,
    /** No version, cipher or application protocol in common. */
    NOTHING_IN_COMMON,
    /** The peer was asked for a certificate and has shown none. */
    NO_CERTIFICATE,
    /** The peer's certificate comes from nobody we trust, or is not fit for its role. */
    UNTRUSTED,
    /** The peer's certificate, or one that vouches for it, is not valid any more. */
    EXPIRED,
    /** The peer's certificate, or one that vouches for it, is not valid yet. */
    NOT_YET_VALID,
    /** The peer's certificate is good, and somebody else's than the one expected. */
    WRONG_PEER,
    /** The peer has refused us, with an alert that says why. */
    REFUSED_BY_PEER,
    /** Too many records that carry no data: key updates, tickets, empty ones. */
    BARREN_RECORDS,
    /** The stream ended without the peer's goodbye: something may be missing at its end. */
    TRUNCATED,
    /** The stream was reset or failed below TLS. */
    LINK_ENDED,
    /** A defect of this node. */
    DEFECT
}
