/**
 * How a node and its peers stand when somebody asks: {@link dev.understory.node.inspect.InspectorActor} gathers a {@link
 * dev.understory.node.inspect.NodeReport} from the peer set and from every connection. Nothing is counted for it while nobody asks.
 * However many ask, one round of questions is under way at a time, and a connection that does not answer delays it by no more than
 * a second. It knows nothing of how a report is shown.
 */
@NullMarked
package dev.understory.node.inspect;

import org.jspecify.annotations.NullMarked;
