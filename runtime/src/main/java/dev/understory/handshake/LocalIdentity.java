package dev.understory.handshake;

import dev.understory.crypto.CryptoSuite;
import dev.understory.identity.NodeKey;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.Offer;
import dev.understory.wire.PeerMeta;

/**
 * What we prove to every peer: our key, network and chain, and the meta record with what we offer, which is the same for all sessions and so
 * is signed once.
 */
public final class LocalIdentity {
    private final NodeKey key;
    private final long networkId;
    private final long chainId;
    private final Capabilities capabilities;
    private final Bytes metaRecord;

    private LocalIdentity(NodeKey key, long networkId, long chainId, Capabilities capabilities, Bytes metaRecord) {
        this.key = key;
        this.networkId = networkId;
        this.chainId = chainId;
        this.capabilities = capabilities;
        this.metaRecord = metaRecord;
    }

    /** One that offers nothing beyond what a Canopy node can: what it sends is what such a node sends. */
    public static LocalIdentity create(CryptoSuite suite, NodeKey key, long networkId, long chainId) {
        return create(suite, key, networkId, chainId, Capabilities.NONE);
    }

    /**
     * Signs network and chain with the key; with a BLS key that takes a good quarter of a millisecond. AES is not offered where
     * the suite has no fast one.
     */
    public static LocalIdentity create(
            CryptoSuite suite, NodeKey key, long networkId, long chainId, Capabilities wanted) {
        Capabilities capabilities = suite.hasFastAes() ? wanted : wanted.without(Capability.AES_GCM);
        byte[] signature = suite.sign(key, HandshakeMessages.metaSignBytes(networkId, chainId));
        Offer offer = capabilities.isNone() ? new Offer.None() : new Offer.Made(capabilities);
        PeerMeta meta = new PeerMeta(networkId, chainId, Bytes.wrap(signature), offer);
        return new LocalIdentity(key, networkId, chainId, capabilities, Bytes.wrap(HandshakeMessages.encodeMeta(meta)));
    }

    /** Our key. */
    public NodeKey key() {
        return key;
    }

    /** The network we are on; unsigned. */
    public long networkId() {
        return networkId;
    }

    /** The chain we serve; unsigned. */
    public long chainId() {
        return chainId;
    }

    /** What we offer beyond what a Canopy node can. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** The signed record of step 3, without its prefix. */
    public Bytes metaRecord() {
        return metaRecord;
    }

    @Override
    public String toString() {
        return "LocalIdentity[" + key.publicKey() + " network " + networkId + " chain " + chainId + "]";
    }
}
