/**
 * The peers of a node as actors. {@link dev.understory.peer.PeerSetActor} is where everything that concerns more than one
 * connection is heard: links that arrive, dials, admission, bans, sends and their consumers. It has a
 * {@link dev.understory.peer.PeerActor} for each peer that is connected or kept, and works with
 * {@link dev.understory.peer.DialerActor} and, for links that arrive, {@link dev.understory.peer.PeerAcceptor}.
 *
 * <p>A defect here is reported, costs the message that showed it, and is mended
 * ({@link dev.understory.peer.PeerSetRepair}): it ends no other connection.
 */
@NullMarked
package dev.understory.peer;

import org.jspecify.annotations.NullMarked;
