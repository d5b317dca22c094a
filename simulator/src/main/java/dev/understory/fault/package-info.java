/**
 * The kinds of event: what can happen to the nodes and the network in a run. Each is one class, as
 * {@link dev.understory.fault.Partition} is, that says how scenarios write it, whom it is about, what it does, and why it may be
 * impossible; {@link dev.understory.fault.EventKinds} lists them, and nothing else knows them by name.
 * {@link dev.understory.fault.FaultTimeline} puts the events of a scenario on the agenda and carries them out.
 *
 * <p>Everything wrong is an {@link dev.understory.fault.Incident} with a beginning and an end, for the report. All faults are
 * lifted at the end of the run's duration, so that what must eventually hold can. The package acts on the network by
 * {@link dev.understory.timeline.FaultPort} alone and does not know what it is.
 */
@NullMarked
package dev.understory.fault;

import org.jspecify.annotations.NullMarked;
