package dev.understory.network;

import dev.understory.law.Distribution;
import dev.understory.law.Law;

/**
 * What the network is like before anything goes wrong.
 *
 * @param regions one-way delays between regions
 * @param jitter nanoseconds added to each write's way; zero makes everybody in a region hear at the same instant
 * @param floorNanos no way is shorter
 * @param loopbackNanos the way of a machine to itself
 * @param stream how streams behave
 */
public record NetworkModel(
        Regions regions, Distribution jitter, long floorNanos, long loopbackNanos, StreamModel stream) {
    /** The jitter of {@link #of}: gamma with shape 2 and 1.5 ms. */
    public static final Distribution DEFAULT_JITTER = Distribution.of(new Law.Gamma(2, 1_500_000));

    /** The way of a machine to itself, if nothing is said of it. */
    public static final long LOOPBACK_NANOS = 20_000;

    public NetworkModel {
        if (floorNanos < 1 || loopbackNanos < 1) {
            throw new IllegalArgumentException("every way takes at least a nanosecond");
        }
    }

    /** These regions with default jitter, a floor of 0.5 ms and default streams. */
    public static NetworkModel of(Regions regions) {
        return new NetworkModel(regions, DEFAULT_JITTER, 500_000, LOOPBACK_NANOS, StreamModel.DEFAULT);
    }

    public NetworkModel withJitter(Distribution newJitter) {
        return new NetworkModel(regions, newJitter, floorNanos, loopbackNanos, stream);
    }

    public NetworkModel withStream(StreamModel newStream) {
        return new NetworkModel(regions, jitter, floorNanos, loopbackNanos, newStream);
    }
}
