package dev.understory.discovery;

import dev.understory.identity.PublicKey;

/**
 * Who the node is that finds peers.
 *
 * @param networkId unsigned
 * @param chainId unsigned
 */
public record DiscoverySelf(PublicKey key, long networkId, long chainId) {
    /** Where Canopy's nodes listen, less the number of their chain. */
    private static final int BASE_PORT = 9000;

    /**
     * Where peers of this chain listen as a rule (wire.md, section 4.8): where one is taken to listen that has dialled us, until
     * somebody has tried. 0 if there is no such port.
     */
    int inboundPort() {
        return Long.compareUnsigned(chainId, 65_535 - BASE_PORT) <= 0 ? BASE_PORT + (int) chainId : 0;
    }
}
