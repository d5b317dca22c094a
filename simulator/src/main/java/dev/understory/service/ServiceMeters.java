package dev.understory.service;

import dev.understory.measure.Meter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meters behind what services count and measure by name. Filled when a run is planned, then only read, by any thread. */
public final class ServiceMeters {
    private final Map<String, Map<String, Meter>> meters = new LinkedHashMap<>();

    /** What that service calls so, goes to that meter. */
    public void put(String service, String metric, Meter meter) {
        meters.computeIfAbsent(service, first -> new LinkedHashMap<>()).put(metric, meter);
    }

    /** The meter of a metric of a service, its prefix included; null if nobody asks for it. */
    public @Nullable Meter find(String service, String metric) {
        return meters.getOrDefault(service, Collections.emptyMap()).get(metric);
    }
}
