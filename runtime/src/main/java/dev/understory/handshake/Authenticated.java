package dev.understory.handshake;

import dev.understory.identity.PublicKey;
import dev.understory.wire.PeerMeta;

/**
 * The peer at the other end, proven.
 *
 * @param peer its identity, in canonical form
 * @param meta what it said of itself, under its signature
 */
public record Authenticated(PublicKey peer, PeerMeta meta) {}
