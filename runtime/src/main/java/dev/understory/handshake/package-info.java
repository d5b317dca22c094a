/**
 * Mutual authentication: {@link dev.understory.handshake.Handshake} takes records, the results of signature work and the
 * time, and gives effects; {@link dev.understory.handshake.LocalIdentity} is what we prove to every peer.
 *
 * <p>The machine deals in record payloads, not in frames or bytes, and never verifies a signature itself. An authenticated
 * identity exists only in {@link dev.understory.handshake.Authenticated}, which exists only once key, both signatures,
 * network and chain of the peer were found good and our own messages were written. Every failure is a constant of
 * {@link dev.understory.handshake.HandshakeFailure}. What both ends can do beyond what every node can is agreed in the same
 * three steps, and new keys bind it ({@link dev.understory.handshake.HandshakeEffect.Negotiated}). The package knows nothing of sockets, admission or bans.
 */
@NullMarked
package dev.understory.handshake;

import org.jspecify.annotations.NullMarked;
