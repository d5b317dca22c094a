package dev.understory.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How soon the nodes of each shard can reach those of each other at the earliest, in nanoseconds, and how far ahead of the
 * others a shard may therefore run. Nothing of it changes the trace, only how much can run at once.
 */
final class Lookahead {
    /** Longer than any run, and small enough to be added up. */
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final long[][] direct;
    private final long least;
    /** The same over other shards; from a shard to itself, the shortest way to another and back. Made when it is used. */
    private long @Nullable [][] shortest;

    /**
     * From each shard to each; from a shard to itself, what counts among its own nodes.
     *
     * @param between {@link Long#MAX_VALUE} where nobody can reach anybody
     */
    Lookahead(long[][] between) {
        int shards = between.length;
        this.direct = new long[shards][];
        Arrays.setAll(
                direct,
                i -> Arrays.stream(between[i])
                        .map(nanos -> Math.min(nanos, NEVER))
                        .toArray());
        this.least = Arrays.stream(direct).flatMapToLong(Arrays::stream).min().orElseThrow();
    }

    /** The same between all nodes. */
    static Lookahead uniform(int shards, long nanos) {
        long[][] between = new long[shards][shards];
        for (long[] row : between) {
            Arrays.fill(row, nanos);
        }
        return new Lookahead(between);
    }

    /** The shortest of all, which does not depend on who shares a shard with whom. */
    long least() {
        return least;
    }

    /** How soon the nodes of the shard can reach those of each shard. */
    long[] from(int shard) {
        return direct[shard];
    }

    /** How soon a node of the shard can reach another of the same shard; the shortest of all if there are none. */
    long within(int shard) {
        return direct[shard][shard] == NEVER ? least : direct[shard][shard];
    }

    /**
     * Before when nothing can come to the shard that is not on its way yet.
     *
     * @param next by shard, when its next event is due, what is on its way to it included
     */
    long horizon(int shard, long[] next) {
        long[][] ways = shortest;
        if (ways == null) {
            ways = shortest();
            shortest = ways;
        }
        long horizon = Long.MAX_VALUE;
        for (int from = 0; from < next.length; from++) {
            long nanos = ways[from][shard];
            if (nanos < NEVER && next[from] < Long.MAX_VALUE - nanos) {
                horizon = Math.min(horizon, next[from] + nanos);
            }
        }
        return horizon;
    }

    /** Floyd and Warshall's. */
    private long[][] shortest() {
        int shards = direct.length;
        long[][] ways = new long[shards][];
        for (int i = 0; i < shards; i++) {
            ways[i] = direct[i].clone();
            ways[i][i] = NEVER;
        }
        for (int over = 0; over < shards; over++) {
            for (int from = 0; from < shards; from++) {
                for (int to = 0; to < shards; to++) {
                    ways[from][to] = Math.min(ways[from][to], ways[from][over] + ways[over][to]);
                }
            }
        }
        return ways;
    }
}
