/**
 * Nodes that come and go: {@link dev.understory.churn.ChurnTimeline} draws how long each node stays and how long it is away.
 *
 * <p>Each node has a random stream of its own, so that what one node does never changes when another goes. At time zero
 * nodes are in the middle of their sessions and absences, drawn as residual lifetimes, so that a run does not begin with a
 * wave that no real network has.
 */
@NullMarked
package dev.understory.churn;

import org.jspecify.annotations.NullMarked;
