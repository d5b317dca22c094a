package dev.understory.wire;

/**
 * What a peer says of itself in step 3 of the handshake (wire.md, sections 1.7 and 12.1).
 *
 * @param networkId 1 for the main network, 2 for the test network; unsigned
 * @param chainId the one chain that the peer serves; unsigned
 * @param signature over {@link HandshakeMessages#metaSignBytes} by the peer's identity
 * @param offer what it can do beyond that, which the signature does not cover
 */
public record PeerMeta(long networkId, long chainId, Bytes signature, Offer offer) {
    /** What a Canopy node says. */
    public PeerMeta(long networkId, long chainId, Bytes signature) {
        this(networkId, chainId, signature, new Offer.None());
    }
}
