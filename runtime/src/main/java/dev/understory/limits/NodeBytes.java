package dev.understory.limits;

import org.jspecify.annotations.Nullable;

/** The rates of bytes of a node, and the buckets that all its peers share. */
final class NodeBytes {
    private final ByteRates rates;
    private final @Nullable ByteBucket in;
    private final @Nullable ByteBucket out;

    NodeBytes(ByteRates rates) {
        this.rates = rates;
        this.in = rates.in().all() == null
                ? null
                : new ByteBucket(rates.in().all(), 1, ByteBucket.LONGEST_SHARED_DEBT_NANOS);
        this.out = rates.out().all() == null ? null : new ByteBucket(rates.out().all());
    }

    /** The rates that hold for a peer that way; null if none do. */
    ByteRates.@Nullable OneWay rates(ByteWay way, boolean ordinary) {
        ByteRates.OneWay limits = rates.of(way);
        return limits.isNone() || !(ordinary || rates.everybody()) ? null : limits;
    }

    @Nullable
    ByteBucket in() {
        return in;
    }

    @Nullable
    ByteBucket out() {
        return out;
    }
}
