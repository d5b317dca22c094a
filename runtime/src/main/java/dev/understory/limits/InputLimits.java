package dev.understory.limits;

import java.time.Duration;

/**
 * What a peer owes us for our work on its input: that what it begins goes on, and that something comes of it.
 *
 * @param leastRate bytes per second by which a frame, record or message has to grow that is begun
 * @param grace how much longer than at that rate it may take, and so how long it may stand still
 * @param wastePerSecond work that may come to nothing, in bytes of frames, in the long run
 * @param wasteBurst the same at once
 */
public record InputLimits(long leastRate, Duration grace, long wastePerSecond, long wasteBurst) {
    /** Checks that everything is positive. */
    public InputLimits {
        if (leastRate < 1 || !grace.isPositive() || wastePerSecond < 1 || wasteBurst < 1) {
            throw new IllegalArgumentException("limits of a peer's input are positive");
        }
    }
}
