package dev.understory.handshake;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.PeerMeta;

/**
 * The peer at the other end, proven.
 *
 * @param peer its identity, in canonical form
 * @param sent the key as it came; a secp256k1 key has other forms beside the canonical one (wire.md, section 1.6)
 * @param meta what it said of itself
 * @param common what both ends can do beyond what a Canopy node can, and the peer's software
 * @param answeredAtNanos when the last record came that every peer has to send: the hybrid key agreement is after it
 */
public record Authenticated(PublicKey peer, Bytes sent, PeerMeta meta, Capabilities common, long answeredAtNanos) {}
