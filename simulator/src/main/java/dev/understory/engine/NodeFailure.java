package dev.understory.engine;

import java.util.Comparator;

/**
 * An exception or an error message out of a node's own code. The run goes on: it is a result, not a fault of the
 * simulation.
 *
 * @param time true time of the instant
 * @param node the node's index; -1 if it happened outside any node
 * @param name the node's name
 * @param source the logger or actor that reported it
 * @param message one line
 * @param stackTrace the stack, empty if there is none
 */
public record NodeFailure(long time, int node, String name, String source, String message, String stackTrace) {
    /** The order in which failures are listed: does not depend on shards. */
    static final Comparator<NodeFailure> ORDER =
            Comparator.comparingLong(NodeFailure::time).thenComparingInt(NodeFailure::node);
}
