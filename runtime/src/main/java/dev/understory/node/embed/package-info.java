/**
 * A node inside somebody's program: {@link dev.understory.node.embed.P2pNode} starts it over TCP and answers with futures and
 * streams. What it promises comes, or fails with {@link dev.understory.node.embed.NodeStoppedException} when the node has
 * stopped. An adapter: it has the threads, the clock and the randomness that the {@linkplain dev.understory.node node} is given.
 */
@NullMarked
package dev.understory.node.embed;

import org.jspecify.annotations.NullMarked;
