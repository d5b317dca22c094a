package dev.understory.measure;

/**
 * One counter, gauge or collection of samples that every node keeps while it runs. It is not the metric that a rule names:
 * a metric is a word of the scenario language, and is read from one meter or from several (one for each workload).
 *
 * @param index its place in the {@link MeterSet}
 * @param name dotted name, as scenarios say it: {@code broadcast.latency}
 * @param kind how values are kept
 * @param unit what a value counts
 * @param workload the workload it belongs to, or empty
 * @param topic the topic it belongs to, or empty
 */
public record Meter(int index, String name, Kind kind, Unit unit, String workload, String topic) {
    /** How values are kept. */
    public enum Kind {
        /** A sum, per span and per bucket of the time series. */
        COUNTER,
        /** A distribution of values, per span. */
        SAMPLES,
        /** The latest value. */
        GAUGE
    }

    /** What a value counts. */
    public enum Unit {
        /** Things. */
        COUNT,
        /** Bytes. */
        BYTES,
        /** Nanoseconds. */
        NANOS,
        /** Billionths of one. */
        RATIO
    }

    /** The name with its labels, unique in a run: {@code broadcast.latency{workload=blocks,topic=BLOCK}}. */
    public String id() {
        if (workload.isEmpty() && topic.isEmpty()) {
            return name;
        }
        StringBuilder id = new StringBuilder(name).append('{');
        if (!workload.isEmpty()) {
            id.append("workload=").append(workload);
        }
        if (!topic.isEmpty()) {
            id.append(workload.isEmpty() ? "" : ",").append("topic=").append(topic);
        }
        return id.append('}').toString();
    }
}
