/**
 * Who a node is: {@link dev.understory.identity.PublicKey} is the id of a peer, {@link dev.understory.identity.NodeKey} our
 * own key, {@link dev.understory.identity.PeerAddress} where and whom to dial.
 *
 * <p>A public key is held in its one canonical encoding, so equal ids are equal bytes. This package knows lengths and text
 * formats only: whether bytes are a valid key is decided in {@code crypto}. Key files are parsed here from text; reading
 * files is somebody else's work. It knows nothing of connections or of the wire.
 */
@NullMarked
package dev.understory.identity;

import org.jspecify.annotations.NullMarked;
