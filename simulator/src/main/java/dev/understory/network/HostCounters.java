package dev.understory.network;

/**
 * What went through one machine since it joined.
 *
 * @param bytesSent payload and headers given to the uplink
 * @param bytesReceived payload and headers that came down
 * @param writes writes sent
 * @param deliveries writes that arrived
 * @param dials dials made
 * @param dialsFailed dials that failed
 * @param accepted links accepted
 * @param openLinks links open now
 * @param bytesDropped bytes that found the downlink's queue full and came later
 */
public record HostCounters(
        long bytesSent,
        long bytesReceived,
        long writes,
        long deliveries,
        long dials,
        long dialsFailed,
        long accepted,
        int openLinks,
        long bytesDropped) {}
