package dev.understory.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of a run, in the order in which they were declared. Declared before the run starts, then only read. */
public final class MetricSet {
    private final Map<String, Metric> byId = new LinkedHashMap<>();
    private final List<Metric> metrics = new ArrayList<>();

    /** Declares a metric, or finds the one of that name and labels that was declared before. */
    public Metric declare(String name, Metric.Kind kind, Metric.Unit unit, String workload, String topic) {
        Metric metric = new Metric(metrics.size(), name, kind, unit, workload, topic);
        Metric known = byId.putIfAbsent(metric.id(), metric);
        if (known == null) {
            metrics.add(metric);
            return metric;
        }
        if (known.kind() != kind || known.unit() != unit) {
            throw new IllegalArgumentException("metric " + metric.id() + " was declared as another kind");
        }
        return known;
    }

    /** Declares a sum of things. */
    public Metric counter(String name, String workload, String topic) {
        return declare(name, Metric.Kind.COUNTER, Metric.Unit.COUNT, workload, topic);
    }

    /** Declares a distribution of durations. */
    public Metric durations(String name, String workload, String topic) {
        return declare(name, Metric.Kind.SAMPLES, Metric.Unit.NANOS, workload, topic);
    }

    /** Declares a latest value. */
    public Metric gauge(String name) {
        return declare(name, Metric.Kind.GAUGE, Metric.Unit.COUNT, "", "");
    }

    /** All metrics, by index. */
    public List<Metric> all() {
        return Collections.unmodifiableList(metrics);
    }

    /** The metrics of a name, whatever their labels. */
    public List<Metric> named(String name) {
        return metrics.stream().filter(metric -> metric.name().equals(name)).toList();
    }
}
