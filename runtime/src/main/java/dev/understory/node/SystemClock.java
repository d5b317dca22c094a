package dev.understory.node;

import dev.understory.transport.NodeClock;

/** The clock of the machine. */
final class SystemClock implements NodeClock {
    @Override
    public long nowNanos() {
        return System.nanoTime();
    }
}
