package dev.understory.network;

import dev.understory.engine.SimNode;

/**
 * Where a machine is: all that machines know of each other without asking. It never changes.
 *
 * @param node the machine's number
 * @param shard where it lives
 * @param region a region's number in the model's table
 * @param accessNanos delay of its last mile
 * @param upBits bits per second from it; 0 is unlimited
 * @param downBits bits per second to it; 0 is unlimited
 */
record Place(int node, int shard, int region, long accessNanos, long upBits, long downBits) {
    static Place of(SimNode node, int region, AccessClass access, long accessNanos) {
        return new Place(
                node.index(),
                node.shardIndex(),
                region,
                accessNanos,
                access.upBitsPerSecond(),
                access.downBitsPerSecond());
    }
}
