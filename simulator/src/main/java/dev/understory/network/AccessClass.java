package dev.understory.network;

import dev.understory.law.Distribution;

/**
 * A kind of last mile.
 *
 * @param name for reports
 * @param upBitsPerSecond 0 for unlimited
 * @param downBitsPerSecond 0 for unlimited
 * @param delay one-way nanoseconds that a machine of this kind adds at its end; drawn once per machine
 * @param queueBytes how much may wait in each direction; more waits at the sender (up) or is lost and sent again (down)
 * @param nat who can dial such a machine
 */
public record AccessClass(
        String name, long upBitsPerSecond, long downBitsPerSecond, Distribution delay, long queueBytes, Nat nat) {
    /** No delay, no limit. */
    public static final AccessClass UNLIMITED =
            new AccessClass("unlimited", 0, 0, Distribution.ZERO, Long.MAX_VALUE, Nat.NONE);

    public AccessClass {
        if (upBitsPerSecond < 0 || downBitsPerSecond < 0) {
            throw new IllegalArgumentException("a bandwidth is not negative (access class " + name + ")");
        }
        if (queueBytes < 1) {
            throw new IllegalArgumentException("an access queue holds at least a byte (access class " + name + ")");
        }
    }
}
