package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.law.Law;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A kind of last mile. Bandwidth is a queue in each direction.
 *
 * @param upBitsPerSecond from the node to the network
 * @param downBitsPerSecond from the network to the node
 * @param delay one-way delay of this end, drawn once per node; nanoseconds
 * @param queueBytes what may wait in each direction before the writer is held back
 */
public record AccessSettings(long upBitsPerSecond, long downBitsPerSecond, Distribution delay, long queueBytes) {
    private static final long MEGABIT = 1_000_000;
    private static final long KIB = 1024;

    /** The access classes that every scenario has. */
    public static Map<String, AccessSettings> builtin() {
        Map<String, AccessSettings> classes = new LinkedHashMap<>();
        classes.put(
                "datacenter",
                new AccessSettings(1000 * MEGABIT, 1000 * MEGABIT, Distribution.constant(200_000), 4096 * KIB));
        classes.put(
                "home",
                new AccessSettings(
                        20 * MEGABIT, 50 * MEGABIT, Distribution.of(new Law.LogNormal(8_000_000, 0.5)), 256 * KIB));
        classes.put(
                "mobile",
                new AccessSettings(
                        5 * MEGABIT, 20 * MEGABIT, Distribution.of(new Law.LogNormal(40_000_000, 0.7)), 128 * KIB));
        return Collections.unmodifiableMap(classes);
    }
}
