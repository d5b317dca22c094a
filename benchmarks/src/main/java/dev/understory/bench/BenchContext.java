package dev.understory.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the suites of one run share: how long to measure, and the raw limits found so far. */
final class BenchContext {
    private final Map<String, Double> limits = new LinkedHashMap<>();
    private final double warmUp;
    private final double seconds;
    private final int connects;
    private final List<String> floods;

    BenchContext(double warmUp, double seconds, int connects) {
        this(warmUp, seconds, connects, List.of());
    }

    BenchContext(double warmUp, double seconds, int connects, List<String> floods) {
        this.warmUp = warmUp;
        this.seconds = seconds;
        this.connects = connects;
        this.floods = List.copyOf(floods);
    }

    /** The floods that are measured where there are several; none stands for all. */
    List<String> floods() {
        return floods;
    }

    /** How many connections there are to be where those are counted. */
    int connects() {
        return connects;
    }

    /** How long a figure's code runs before it is measured, in seconds. */
    double warmUp() {
        return warmUp;
    }

    long warmUpNanos() {
        return (long) (warmUp * 1e9);
    }

    /** How long one figure is measured. */
    double seconds() {
        return seconds;
    }

    long nanos() {
        return (long) (seconds * 1e9);
    }

    /** Warm-up and measurement together. */
    long totalNanos() {
        return warmUpNanos() + nanos();
    }

    Map<String, Double> limits() {
        return Collections.unmodifiableMap(limits);
    }

    void limit(String name, double value) {
        limits.put(name, value);
    }

    /** A raw limit measured earlier in this run; NaN if its suite was not selected. */
    double limit(String name) {
        return limits.getOrDefault(name, Double.NaN);
    }
}
