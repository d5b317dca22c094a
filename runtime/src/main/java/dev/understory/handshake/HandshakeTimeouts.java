package dev.understory.handshake;

import java.time.Duration;

/**
 * How long a handshake may take.
 *
 * @param step how long we wait for each record of the peer, from when the one before it was there
 * @param total how long the whole may take, signature work included; no drip of bytes extends it
 */
public record HandshakeTimeouts(Duration step, Duration total) {
    /** One second for a step, as Canopy has it, and three for the whole. */
    public static final HandshakeTimeouts DEFAULT = new HandshakeTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(3));

    /** Checks that both are positive and the whole is no shorter than a step. */
    public HandshakeTimeouts {
        if (!step.isPositive() || total.compareTo(step) < 0) {
            throw new IllegalArgumentException("handshake timeouts: 0 < step <= total, not " + step + ", " + total);
        }
    }
}
