/**
 * The peers of a node as actors. {@link dev.understory.peer.PeerSetActor} is where everything that concerns more than one
 * connection is heard: links that arrive, dials, admission, bans, sends and their consumers. What follows is decided by a machine,
 * {@link dev.understory.admission.PeerSet}, and carried out by {@link dev.understory.peer.PeerSetActors}: there is a
 * {@link dev.understory.connection.ConnectionActor} for each connection, a {@link dev.understory.peer.DialerActor} and, for
 * links that arrive, a {@link dev.understory.peer.PeerAcceptor}.
 *
 * <p>A defect here is reported, costs the message that showed it, and is mended
 * ({@link dev.understory.peer.PeerSetRepair}): it ends no other connection.
 */
@NullMarked
package dev.understory.peer;

import org.jspecify.annotations.NullMarked;
