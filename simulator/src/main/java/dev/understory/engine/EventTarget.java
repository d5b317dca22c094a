package dev.understory.engine;

import org.jspecify.annotations.Nullable;

/**
 * What an event happens to: an end of a link, a timer, a service of a node. One target serves many events; what tells
 * them apart travels beside it as a number and a reference, so that an event costs no object of its own.
 */
public interface EventTarget {
    /**
     * The event happens, at {@link SimNode#trueTime()}, on the shard of {@code node} with the node as the current one.
     *
     * @param node the node to which the event was posted
     * @param data the number posted with the event
     * @param argument the reference posted with the event
     */
    void fire(SimNode node, long data, @Nullable Object argument);

    /** True once the event will have no effect; the store may then drop it before its time. */
    default boolean isCancelled() {
        return false;
    }

    /**
     * True of what happens to the machine itself, below its process: packets that arrive, and what the operating system does
     * about them. It does not wait while the process is paused.
     */
    default boolean isOfMachine() {
        return false;
    }
}
