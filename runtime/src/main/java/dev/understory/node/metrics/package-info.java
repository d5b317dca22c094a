/**
 * What a node counts and measures, for Prometheus: {@link dev.understory.node.metrics.NodeMeters} hears the node's events and names
 * everything, {@link dev.understory.node.metrics.MetricsServer} answers scrapes, and says whether the node is alive and ready.
 *
 * <p>Counters are read when somebody scrapes; a message costs a few additions and no object. No label has values that a peer could
 * choose, so their number is fixed at the start, and every reason is there with 0 before it happens. {@code docs/metrics.md} lists
 * what is exported, and a test compares the two. Micrometer and Pekko HTTP are optional libraries.
 */
@NullMarked
package dev.understory.node.metrics;

import org.jspecify.annotations.NullMarked;
