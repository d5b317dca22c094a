/**
 * What happens when in a run: {@link dev.understory.timeline.Agenda} holds what is still to come, in one fixed order, and
 * {@link dev.understory.timeline.NodeLives} is how nodes are started and stopped, and {@link dev.understory.timeline.FaultPort}
 * how the network and its machines are damaged.
 *
 * <p>Everything on the agenda runs alone, while no node does; what is due at the same moment runs in the order in which it
 * was put there. Churn and faults are written against this package and know no testbed.
 */
@NullMarked
package dev.understory.timeline;

import org.jspecify.annotations.NullMarked;
