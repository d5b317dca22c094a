/**
 * The seam between the actors and the world: {@link dev.understory.transport.Transport} looks up host names, opens
 * and accepts {@link dev.understory.transport.Link}s, and tells actors what happens to them by messages.
 *
 * <p>There are two adapters: TCP in {@code transport.tcp}, and the simulated network in the simulator module. Nothing
 * above this package differs between them. {@code transport.tls} makes of each one whose links are secured. {@link
 * dev.understory.transport.Acceptor} and {@link dev.understory.transport.Dialer} are for services: they know a transport
 * and a function from a link to its behaviour; of an acceptor's links somebody else may judge, as the peer set does. The port knows no sockets, threads or futures; bytes that cross it are
 * immutable. A link belongs to one shard: its methods are called only by actors on {@link
 * dev.understory.transport.Link#dispatcher()}.
 */
@NullMarked
package dev.understory.transport;

import org.jspecify.annotations.NullMarked;
