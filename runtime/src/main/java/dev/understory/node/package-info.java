/**
 * A whole node: {@link dev.understory.node.NodeActor} is its behaviour, {@link dev.understory.node.NodeEnvironment} the
 * world as it sees it, {@link dev.understory.node.NodeSettings} what it is told. It runs a list of {@link
 * dev.understory.node.Service}s, of which the peer-to-peer protocol is the first; each sees the world through a {@link
 * dev.understory.node.ServiceEnvironment}.
 *
 * <p>The same behaviour is the guardian of an actor system in production and one of thousands in a simulation; nothing in
 * it differs between the two but the environment. Everything a node holds ends with it.
 *
 * <p>The rooms beside it are adapters, and it knows none of them: {@link dev.understory.node.config} reads what a node is told,
 * {@link dev.understory.node.key} its identity, {@link dev.understory.node.embed} runs it over TCP for those who embed one,
 * and {@link dev.understory.node.cli} is the command around it.
 */
@NullMarked
package dev.understory.node;

import org.jspecify.annotations.NullMarked;
