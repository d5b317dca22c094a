/**
 * The transport over real TCP, on Netty: {@link dev.understory.transport.tcp.TcpTransport} listens and dials,
 * {@link dev.understory.transport.tcp.EventLoops} owns the threads.
 *
 * <p>Each event loop is a shard: it reads and writes the sockets of its links, and through {@link
 * dev.understory.transport.tcp.EventLoopConfigurator} it is also the Pekko dispatcher on which the actors of those links
 * live, so that bytes go from the socket to the actors and back without changing thread. A link is given to the loop
 * with the fewest links when it is accepted or dialled, and never moves. Nothing is read without credit, writes of one
 * turn of the loop leave in one flush, and socket buffers are left to the kernel's auto-tuning
 * (wire.md, section 9B-P9). The package knows nothing of what the bytes mean.
 */
@NullMarked
package dev.understory.transport.tcp;

import org.jspecify.annotations.NullMarked;
