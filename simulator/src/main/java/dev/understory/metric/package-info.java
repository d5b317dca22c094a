/**
 * What checks can ask for: metrics, and rules with a name of their own. Each is a constant, as those of {@code
 * BroadcastMetrics} are, that says how it is written, what it is measured in, how it is computed of what the nodes
 * measured, and what the reference says of it; {@link dev.understory.metric.Metrics} lists them, and nothing else knows them
 * by name. When checks are judged, and what came of them is told, is not known here.
 */
@NullMarked
package dev.understory.metric;

import org.jspecify.annotations.NullMarked;
