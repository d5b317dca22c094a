package dev.understory.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The meters of a run, in the order in which they were declared. Declared before the run starts, then only read. */
public final class MeterSet {
    private final Map<String, Meter> byId = new LinkedHashMap<>();
    private final List<Meter> meters = new ArrayList<>();
    private final TopicLabels topics;

    /** No meters yet; topics are called by Canopy's words. */
    public MeterSet() {
        this(new TopicLabels());
    }

    /** No meters yet. */
    public MeterSet(TopicLabels topics) {
        this.topics = topics;
    }

    /** What topics are called as labels of meters. */
    public TopicLabels topics() {
        return topics;
    }

    /** Declares a meter, or finds the one of that name and labels that was declared before. */
    public Meter declare(String name, Meter.Kind kind, Meter.Unit unit, String workload, String topic) {
        Meter meter = new Meter(meters.size(), name, kind, unit, workload, topic);
        Meter known = byId.putIfAbsent(meter.id(), meter);
        if (known == null) {
            meters.add(meter);
            return meter;
        }
        if (known.kind() != kind || known.unit() != unit) {
            throw new IllegalArgumentException("meter " + meter.id() + " was declared as another kind");
        }
        return known;
    }

    /** Declares a sum of things. */
    public Meter counter(String name, String workload, String topic) {
        return declare(name, Meter.Kind.COUNTER, Meter.Unit.COUNT, workload, topic);
    }

    /** Declares a distribution of durations. */
    public Meter durations(String name, String workload, String topic) {
        return declare(name, Meter.Kind.SAMPLES, Meter.Unit.NANOS, workload, topic);
    }

    /** Declares a latest value. */
    public Meter gauge(String name) {
        return declare(name, Meter.Kind.GAUGE, Meter.Unit.COUNT, "", "");
    }

    /** All meters, by index. */
    public List<Meter> all() {
        return Collections.unmodifiableList(meters);
    }

    /** The meters of a name, whatever their labels. */
    public List<Meter> named(String name) {
        return meters.stream().filter(meter -> meter.name().equals(name)).toList();
    }
}
