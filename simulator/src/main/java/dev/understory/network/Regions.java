package dev.understory.network;

import dev.understory.crypto.RandomStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One-way delays between the regions of a map, and how the world's machines spread over them.
 *
 * <p>See {@link RegionsReader} for the file format. Immutable.
 */
public final class Regions {
    private final String name;
    private final List<String> regions;
    private final long[][] oneWayNanos;
    private final double[] weights;
    private final Map<String, String> header;

    /** Weights need not sum to one; the header is what the file says about itself. */
    Regions(String name, List<String> regions, long[][] oneWayNanos, double[] weights, Map<String, String> header) {
        this.name = name;
        this.regions = List.copyOf(regions);
        this.oneWayNanos = oneWayNanos;
        this.weights = weights;
        this.header = new LinkedHashMap<>(header);
    }

    /** One region with the same delay between all machines. */
    public static Regions single(long oneWayNanos) {
        return new Regions(
                "single", List.of("everywhere"), new long[][] {{oneWayNanos}}, new double[] {1}, new LinkedHashMap<>());
    }

    public String name() {
        return name;
    }

    /** The names of the regions, in the order of the file. */
    public List<String> names() {
        return regions;
    }

    public int count() {
        return regions.size();
    }

    /** The region's number. */
    public int indexOf(String region) {
        int index = regions.indexOf(region);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "region '" + region + "' is not in " + name + ", which has " + String.join(", ", regions));
        }
        return index;
    }

    /** The delay from one region to another, without access delays and jitter. */
    public long oneWayNanos(int from, int to) {
        return oneWayNanos[from][to];
    }

    /** The share of the region among all machines, not normalised; all equal if the file has none. */
    public double weight(int region) {
        return weights[region];
    }

    /** Draws a region by weight. */
    public int pick(RandomStream random) {
        double rest = random.nextDouble() * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length - 1; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    /** What the file says about itself: {@code source}, {@code licence}, {@code access} and so on. */
    public Map<String, String> header() {
        return new LinkedHashMap<>(header);
    }
}
