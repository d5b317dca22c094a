/**
 * One connection as an actor: {@link dev.understory.connection.ConnectionActor} carries bytes between its link and its
 * {@link dev.understory.session.Session}, through the phases handshaking, established and draining, and has a
 * {@link dev.understory.connection.StreamActor} for each topic whose consumer is behind.
 *
 * <p>A peer's messages exist for the rest of the node only after its admission, and end before the node hears that it is
 * lost. The package does not know who decides on admission, only {@linkplain dev.understory.connection.ConnectionReport
 * what to report}.
 */
@NullMarked
package dev.understory.connection;

import org.jspecify.annotations.NullMarked;
