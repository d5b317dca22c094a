package dev.understory.node.embed;

import dev.understory.transport.NodeClock;

/** The clock of the machine. */
public final class SystemClock implements NodeClock {
    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public long timeOfDayMillis() {
        return System.currentTimeMillis();
    }
}
