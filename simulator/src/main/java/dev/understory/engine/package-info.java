/**
 * The simulation engine: virtual time, shards, the total order of events and the hash that proves it.
 *
 * <p>{@link dev.understory.engine.Simulation} is the entry. It owns one or more shards; a shard is one thread, one Pekko
 * actor system on that thread and one event store. A {@link dev.understory.engine.SimNode} is one simulated machine:
 * its clock, its random streams, its trace hash and its actors, all on one shard for life. How far a shard may run before it
 * waits for the others says its {@code Lookahead}.
 *
 * <p>Invariants: events are ordered by (time, node, source node, sequence of the source), and nothing that a node can
 * observe depends on threads, shards or the wall clock. Nodes share nothing; whatever one does to another takes at least
 * the lookahead and is posted as an event, which names what it is for by a number of the other's ({@link
 * dev.understory.engine.Inbox}) and carries only data. Work that looks at several nodes at once (faults, checks, snapshots) is
 * control work and runs alone between rounds. The engine knows nothing of networks, scenarios or protocols.
 */
@NullMarked
package dev.understory.engine;

import org.jspecify.annotations.NullMarked;
