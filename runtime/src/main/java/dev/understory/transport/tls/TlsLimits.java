package dev.understory.transport.tls;

import java.time.Duration;

/**
 * The limits of TLS on one listener and its links.
 *
 * @param handshakes accepted links that may be in their handshake, or closing after a failed one, at a time; those that come
 *     beyond are refused
 * @param handshakesPerHost how many of those may come from one host
 * @param handshakeTime how long a handshake may take; then its link is reset
 * @param handshakeBytes how much of a peer is read as its handshake; one that sends more is cut off
 * @param barrenRecords how many records without data a peer may send: key updates, tickets, empty ones. Each {@link
 *     #DATA_PER_BARREN} bytes of data earn it one more, up to this many again; one beyond, and the link fails
 */
public record TlsLimits(
        int handshakes, int handshakesPerHost, Duration handshakeTime, int handshakeBytes, int barrenRecords) {
    /** Bytes of data that allow for one record without. */
    public static final int DATA_PER_BARREN = 64 * 1024;

    public TlsLimits {
        if (handshakes < 1 || handshakesPerHost < 1) {
            throw new IllegalArgumentException("at least one handshake at a time must be allowed");
        }
        if (handshakeTime.isNegative() || handshakeTime.isZero()) {
            throw new IllegalArgumentException("a handshake takes some time");
        }
        if (handshakeBytes < 1024 || barrenRecords < 1) {
            throw new IllegalArgumentException("a handshake takes 1024 bytes at least, and a record without data");
        }
    }

    /** 256 handshakes, 64 of them from one host, of at most 10 s and 64 KiB; 32 records without data. */
    public static TlsLimits defaults() {
        return new TlsLimits(256, 64, Duration.ofSeconds(10), 64 * 1024, 32);
    }
}
