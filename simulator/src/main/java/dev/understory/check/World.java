package dev.understory.check;

import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.scenario.rule.Expression.Scope;
import dev.understory.scenario.rule.Metric;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * All nodes as rules see them at one moment: who runs, in which state, joined with whom. It reads what the nodes recorded,
 * and neither plans nor runs anything.
 */
public final class World {
    private final Measurements measurements;
    private final Map<String, BitSet> groups;
    private final Configuration configuration;
    private final Map<Metric, List<Meter>> meters = new HashMap<>();

    /** The settings of production nodes. */
    @FunctionalInterface
    public interface Configuration {
        /** The value of a setting on a node, in base units; empty if it is no number. */
        OptionalDouble value(String key, int node);
    }

    /** The nodes by group, and what they measured so far. */
    public World(Measurements measurements, Map<String, BitSet> groups, Configuration configuration) {
        this.measurements = measurements;
        this.groups = groups;
        this.configuration = configuration;
    }

    /** What the nodes measured. */
    public Measurements measurements() {
        return measurements;
    }

    /** The nodes of a scope that run now, of those that are looked at. */
    BitSet running(Scope scope, BitSet among) {
        BitSet nodes = scope.group()
                .map(group -> (BitSet) groups.getOrDefault(group, new BitSet()).clone())
                .orElseGet(measurements::everyNode);
        nodes.and(among);
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            if (!measurements.node(node).isUp()) {
                nodes.clear(node);
            }
        }
        return nodes;
    }

    /** The state of a node; empty if nothing on this testbed measures it. */
    OptionalDouble state(Metric metric, int node) {
        List<Meter> measured =
                meters.computeIfAbsent(metric, first -> measurements.meters().named(first.word()));
        if (measured.isEmpty()) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (Meter meter : measured) {
            sum += switch (meter.kind()) {
                case GAUGE -> measurements.node(node).latest(meter);
                case COUNTER, SAMPLES -> measurements.node(node).total(meter);
            };
        }
        return OptionalDouble.of(sum);
    }

    OptionalDouble config(String key, int node) {
        return configuration.value(key, node);
    }

    int[] neighbours(int node) {
        return measurements.node(node).neighbours();
    }
}
