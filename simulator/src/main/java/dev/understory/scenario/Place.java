package dev.understory.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the nodes of a group are: shares that sum to 1. Nodes are dealt out by share, not drawn, so that a group of 10
 * with shares 0.5, 0.3 and 0.2 always has 5, 3 and 2.
 *
 * @param regions share by region
 * @param access share by access class
 */
public record Place(Map<String, Double> regions, Map<String, Double> access) {
    public Place {
        regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
        access = Collections.unmodifiableMap(new LinkedHashMap<>(access));
    }
}
