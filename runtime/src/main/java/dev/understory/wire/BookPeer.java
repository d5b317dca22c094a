package dev.understory.wire;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a peer book as it stands on the wire, unchecked (wire.md, section 4.7).
 *
 * @param publicKey the identity, in whatever form its owner sends it
 * @param netAddress {@code HOST:PORT} as it is dialled, possibly behind {@code tcp://}
 * @param meta the network and chain of the peer; null where the message has none
 * @param failedDials dials in a row that have failed
 */
public record BookPeer(
        Bytes publicKey, String netAddress, @Nullable PeerMeta meta, int failedDials) {}
