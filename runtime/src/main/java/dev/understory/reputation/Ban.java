package dev.understory.reputation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A ban in force, for whoever operates the node.
 *
 * @param age how long it has been in force; null where nobody remembers
 * @param left how much longer it is; null for one without end
 */
public record Ban(
        BanSubject subject,
        BanReason reason,
        @Nullable Duration age,
        @Nullable Duration left) {}
