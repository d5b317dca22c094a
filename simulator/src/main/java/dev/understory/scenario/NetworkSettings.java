package dev.understory.scenario;

import dev.understory.law.Distribution;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The network between the nodes. One-way delay between two nodes = the dataset's one-way delay of their regions + the
 * access delay of both ends + jitter, and never less than the floor.
 *
 * @param access the classes of last miles by name
 */
public record NetworkSettings(
        Regions regions, Latency latency, Map<String, AccessSettings> access, TransportSettings transport) {
    public NetworkSettings {
        access = Collections.unmodifiableMap(new LinkedHashMap<>(access));
    }

    /**
     * Where nodes are.
     *
     * @param weights the share of each region among nodes whose group does not say; sums to 1
     */
    public record Regions(Dataset dataset, Map<String, Double> weights) {
        public Regions {
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        }
    }

    /**
     * Delay that does not depend on the pair of regions.
     *
     * @param jitter drawn for every segment; nanoseconds
     * @param floor no delay between two nodes is smaller: also the simulator's window
     */
    public record Latency(Distribution jitter, Duration floor) {}
}
