package dev.understory.wire;

/**
 * What a peer says of itself in step 3 of the handshake (wire.md, section 1.7).
 *
 * @param networkId 1 for the main network, 2 for the test network; unsigned
 * @param chainId the one chain that the peer serves; unsigned
 * @param signature over {@link HandshakeMessages#metaSignBytes} by the peer's identity
 */
public record PeerMeta(long networkId, long chainId, Bytes signature) {}
