/**
 * A whole node: {@link dev.understory.node.NodeActor} is its behaviour, {@link dev.understory.node.NodeEnvironment} the
 * world as it sees it, {@link dev.understory.node.NodeSettings} what it is told.
 *
 * <p>The same behaviour is the guardian of an actor system in production and one of thousands in a simulation; nothing in
 * it differs between the two but the environment. Everything a node holds ends with it.
 *
 * <p>{@link dev.understory.node.P2pNode} is a node over TCP for those who embed one, {@link dev.understory.node.NodeConfig}
 * its configuration (every setting stands in {@code reference.conf}), and {@link dev.understory.node.NodeMain} the command
 * around it. These are adapters: they may read files and clocks, and the behaviour above must not know them.
 */
@NullMarked
package dev.understory.node;

import org.jspecify.annotations.NullMarked;
