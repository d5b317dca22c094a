package dev.understory.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which machines share a shard. Machines of one region do, and regions that are near to each other, as long as no shard gets
 * more than a tenth more machines than its share: shards that are far from each other have to wait for each other less often.
 * Where that does not come out even, machines go to one shard after the other. It never changes what happens.
 */
public final class ShardPlacement {
    private static final double MOST_OVER_SHARE = 1.1;

    private final Regions regions;
    private final int shards;
    /** Machines by region. */
    private final int[] sizes;

    private final double most;

    private ShardPlacement(Regions regions, int[] regionOfMachine, int shards) {
        this.regions = regions;
        this.shards = shards;
        this.sizes = new int[regions.count()];
        for (int region : regionOfMachine) {
            sizes[region]++;
        }
        this.most = MOST_OVER_SHARE * regionOfMachine.length / shards;
    }

    /** The shard of each machine, of which the region is known. */
    public static int[] of(Regions regions, int[] regionOfMachine, int shards) {
        int[] shardOfRegion = new ShardPlacement(regions, regionOfMachine, shards).byRegion();
        return IntStream.range(0, regionOfMachine.length)
                .map(i -> shardOfRegion.length == 0 ? i % shards : shardOfRegion[regionOfMachine[i]])
                .toArray();
    }

    /** The shard of each region; none if that does not come out even. */
    private int[] byRegion() {
        if (Arrays.stream(sizes).max().orElse(0) > most) {
            return new int[0];
        }
        int[] cluster = IntStream.range(0, sizes.length).toArray();
        List<int[]> tried = new ArrayList<>();
        tried.add(cluster.clone());
        for (int[] pair : nearestFirst()) {
            int into = cluster[pair[0]];
            int from = cluster[pair[1]];
            if (into != from && size(cluster, into) + size(cluster, from) <= most) {
                cluster = Arrays.stream(cluster).map(c -> c == from ? into : c).toArray();
                tried.add(cluster.clone());
            }
        }
        // As much together as can be: a shard that is empty or too full takes one step back.
        for (int[] clusters : tried.reversed()) {
            int[] placed = spread(clusters);
            if (placed.length > 0) {
                return placed;
            }
        }
        return new int[0];
    }

    /** The largest cluster first, always to the emptiest shard. */
    private int[] spread(int[] clusters) {
        int[] load = new int[shards];
        int[] placed = new int[clusters.length];
        List<Integer> largestFirst = Arrays.stream(clusters)
                .distinct()
                .boxed()
                .sorted(Comparator.comparingInt((Integer c) -> -size(clusters, c)))
                .toList();
        for (int cluster : largestFirst) {
            int emptiest = IntStream.range(0, shards).reduce(0, (a, b) -> load[b] < load[a] ? b : a);
            load[emptiest] += size(clusters, cluster);
            for (int region = 0; region < clusters.length; region++) {
                if (clusters[region] == cluster) {
                    placed[region] = emptiest;
                }
            }
        }
        boolean isEven = Arrays.stream(load).max().orElse(0) <= most
                && Arrays.stream(load).min().orElse(0) > 0;
        return isEven ? placed : new int[0];
    }

    private List<int[]> nearestFirst() {
        List<int[]> pairs = new ArrayList<>();
        for (int a = 0; a < sizes.length; a++) {
            for (int b = a + 1; b < sizes.length; b++) {
                if (sizes[a] > 0 && sizes[b] > 0) {
                    pairs.add(new int[] {a, b});
                }
            }
        }
        pairs.sort(Comparator.comparingLong(
                pair -> Math.min(regions.oneWayNanos(pair[0], pair[1]), regions.oneWayNanos(pair[1], pair[0]))));
        return pairs;
    }

    private int size(int[] clusters, int cluster) {
        return IntStream.range(0, clusters.length)
                .filter(region -> clusters[region] == cluster)
                .map(region -> sizes[region])
                .sum();
    }
}
