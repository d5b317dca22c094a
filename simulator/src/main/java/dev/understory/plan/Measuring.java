package dev.understory.plan;

import dev.understory.measure.MeterSet;
import dev.understory.measure.Spans;
import dev.understory.workload.NodeMeters;
import java.time.Duration;

/**
 * How a run is measured; what it measured is in its {@link Fleet}.
 *
 * @param meters all that is measured; nothing is declared any more
 * @param nodes what every node is measured by
 * @param events what nodes report of their connections
 * @param spans how the run is cut
 * @param bucket the resolution of time series
 */
public record Measuring(MeterSet meters, NodeMeters nodes, EventMeters events, Spans spans, Duration bucket) {}
