package dev.understory.admission;

import dev.understory.limits.GroupLevel;
import dev.understory.session.CloseReason;
import org.jspecify.annotations.Nullable;

/** Whether an accepted link may begin a handshake. */
sealed interface LinkVerdict {
    /** There is room for it. */
    record Accept() implements LinkVerdict {}

    /** There is room if the handshake of connection {@code other} ends for it. */
    record Evict(long other) implements LinkVerdict {}

    /**
     * It may not.
     *
     * @param full the group of its address that has as much as it may, if that is the reason
     */
    record Refuse(CloseReason reason, @Nullable GroupLevel full) implements LinkVerdict {}
}
