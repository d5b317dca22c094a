package dev.understory.scenario;

import dev.understory.law.Distribution;

/**
 * A kind of last mile. Bandwidth is a queue in each direction.
 *
 * @param upBitsPerSecond from the node to the network
 * @param downBitsPerSecond from the network to the node
 * @param delay one-way delay of this end, drawn once per node; nanoseconds
 * @param queueBytes what may wait in each direction before the writer is held back
 */
public record AccessSettings(long upBitsPerSecond, long downBitsPerSecond, Distribution delay, long queueBytes) {}
