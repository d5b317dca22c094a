package dev.understory.peerbook;

import dev.understory.limits.AddressGroup;

/**
 * What the book knows of an address, at the moment when it was asked.
 *
 * @param address who is said to listen where
 * @param source the group of addresses of whoever told of it first
 * @param isTried whether it has a place among the addresses at which we have reached the peer
 * @param lastSeenNanos when somebody last told of it, or we reached it
 * @param lastTriedNanos when we last dialled it, or {@link #NEVER}
 * @param lastSuccessNanos when we last reached the peer there, or {@link #NEVER}
 * @param failures rounds of dials that failed in a row
 */
public record PeerRecord(
        BookAddress address,
        AddressGroup source,
        boolean isTried,
        long lastSeenNanos,
        long lastTriedNanos,
        long lastSuccessNanos,
        int failures) {
    /** What has not happened yet. */
    public static final long NEVER = Long.MIN_VALUE;
}
