/**
 * What is measured in a run: each node owns a {@link dev.understory.measure.Recorder}, and at the end (or at a check)
 * they are folded into {@link dev.understory.measure.Measurements} in the order of the nodes.
 *
 * <p>Metrics are declared before the run in a {@link dev.understory.measure.MeterSet}, so that recording is an array
 * access. Everything counted is an integer and every fold is a sum in a fixed order: the result cannot depend on
 * threads. A value belongs to the span of the run (a phase, cut by warm-up and end) in which what it measures began.
 * What a scenario asks for is computed of a {@link dev.understory.measure.Sampling}. The package knows nothing of scenario files,
 * actors or clocks.
 */
@NullMarked
package dev.understory.measure;

import org.jspecify.annotations.NullMarked;
