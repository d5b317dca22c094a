/**
 * Scenarios over real sockets: {@link dev.understory.run.tcp.TcpTestbed} runs all nodes of a scenario in this process, in
 * real time, on loopback TCP.
 *
 * <p>The nodes are production nodes on the production transport. {@link dev.understory.run.tcp.DelayedTransport} stands
 * between them: it delays what a dialled link carries in either direction as the scenario's map says, and holds it back
 * while a partition lasts. Bandwidth and loss are those of this machine. Runs do not repeat themselves to the bit; counts
 * of messages do, as far as the protocol fixes them.
 */
@NullMarked
package dev.understory.run.tcp;

import org.jspecify.annotations.NullMarked;
