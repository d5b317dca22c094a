/**
 * What goes wrong with the network in a run: {@link dev.understory.fault.FaultTimeline} puts the events of a scenario on
 * the agenda and carries them out.
 *
 * <p>Every fault is an {@link dev.understory.fault.Incident} with a beginning and an end, for the report. All faults are
 * lifted at the end of the run's duration, so that what must eventually hold can. The package acts on the network by
 * {@link dev.understory.fault.FaultPort} alone and does not know what it is.
 */
@NullMarked
package dev.understory.fault;

import org.jspecify.annotations.NullMarked;
