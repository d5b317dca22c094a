/**
 * The simulated network: {@link dev.understory.network.SimTransport} is the transport port of one machine, and
 * {@link dev.understory.network.Network} is where machines are joined and faults are made.
 *
 * <p>A link is a stream: what is written arrives whole and in order, late if bytes are lost on the way, or the link ends.
 * The two ends of a link are two objects on two machines that reach each other only by events of the engine: data for the
 * machine and its number of the link ({@link dev.understory.network.Mail}). All that a machine knows of another is its {@link
 * dev.understory.network.Place}. One-way delay is the region matrix, the access delay of both ends and
 * jitter; bandwidth is a queue per machine and direction. Faults change only between rounds and are then the same for
 * all shards. The package knows no protocol: only bytes, sizes and times.
 */
@NullMarked
package dev.understory.network;

import org.jspecify.annotations.NullMarked;
