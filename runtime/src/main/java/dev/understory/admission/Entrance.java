package dev.understory.admission;

import dev.understory.limits.GroupLevel;
import dev.understory.session.CloseReason;
import org.jspecify.annotations.Nullable;

/** Whether an accepted link may begin a handshake. */
public sealed interface Entrance {
    /** There is room for it. */
    record Free() implements Entrance {}

    /** There is room if the handshake of connection {@code other} ends for it. */
    record InsteadOf(long other) implements Entrance {}

    /**
     * It may not.
     *
     * @param full the group of its address that has as much as it may, if that is the reason
     */
    record Refused(CloseReason reason, @Nullable GroupLevel full) implements Entrance {}
}
