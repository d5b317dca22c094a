package dev.understory.transport.tcp;

import java.time.Duration;

/**
 * The limits of the TCP adapter.
 *
 * @param readBytes the most that one read from a socket takes
 * @param receiveWindow bytes received and not yet consumed by the owner, above which a link stops reading; one turn of
 *     reads may exceed it by {@code readBytes}
 * @param writeHighWater bytes waiting in a link, above which it is not writable
 * @param writeLowWater bytes waiting in a link, below which it is writable again
 * @param backlog connections that the kernel may hold before they are accepted
 * @param closeTimeout how long a closed link may take to deliver what is waiting before it is reset
 */
public record TcpSettings(
        int readBytes, int receiveWindow, int writeHighWater, int writeLowWater, int backlog, Duration closeTimeout) {
    public TcpSettings {
        if (readBytes < 1024 || receiveWindow < readBytes) {
            throw new IllegalArgumentException("a link reads at least 1024 bytes, and no more than its window");
        }
        if (writeLowWater < 1 || writeHighWater < writeLowWater) {
            throw new IllegalArgumentException("the low-water mark lies between 1 and the high-water mark");
        }
        if (backlog < 1 || closeTimeout.isNegative() || closeTimeout.isZero()) {
            throw new IllegalArgumentException("the backlog and the close timeout must be positive");
        }
    }

    /** What a node uses unless it is told otherwise. */
    public static TcpSettings defaults() {
        return new TcpSettings(64 * 1024, 256 * 1024, 128 * 1024, 32 * 1024, 1024, Duration.ofSeconds(5));
    }
}
