/**
 * A connection and everything that is decided about it. {@link dev.understory.connection.Session} is the machine of one
 * connection, composed of handshake, frames and mux; actors carry bytes to it and its effects to the world.
 *
 * <p>A peer's messages exist for the rest of the node only after its admission, and end before the node hears that it is
 * lost. Whatever a peer does costs its own connection and no other: every failure ends as a
 * {@link dev.understory.connection.CloseReason}. The package does not know what messages mean.
 */
@NullMarked
package dev.understory.connection;

import org.jspecify.annotations.NullMarked;
