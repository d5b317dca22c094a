/**
 * What a network carries: the workloads of a run, as applications that work unchanged on simulated and on real nodes.
 *
 * <p>{@link dev.understory.workload.NodeApplications} registers them on a node, each for its topics. {@link
 * dev.understory.workload.SharedWorkload}s that have a topic in common are one application: each has one {@link
 * dev.understory.workload.Participant} per node, and the first byte of a message says whose it is. A participant is deterministic: it knows the time, its context's
 * random streams and what its peers send, and nothing else. What it sees goes to the node's recorder. The package knows
 * neither scenario files nor whether time is virtual.
 */
@NullMarked
package dev.understory.workload;

import org.jspecify.annotations.NullMarked;
