package dev.understory.engine;

import org.jspecify.annotations.Nullable;

/**
 * Why a run stopped.
 *
 * @param reason what stopped it
 * @param time true time at which it stopped
 * @param failure what broke, if {@code reason} is {@link Reason#FAILED}
 */
public record RunOutcome(Reason reason, long time, @Nullable Throwable failure) {
    /** The kinds of ending. */
    public enum Reason {
        /** The time asked for was reached; the run may go on from here. */
        REACHED,
        /** Control work asked for it. */
        STOPPED,
        /** Another thread asked for it, such as a person's. */
        INTERRUPTED,
        /** The wall-clock limit. */
        WALL_LIMIT,
        /** The limit of events. */
        EVENT_LIMIT,
        /** The limit of memory. */
        HEAP_LIMIT,
        /** The simulation itself broke. */
        FAILED
    }
}
