package dev.understory.scenario.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a service level computes over the samples of its metric. */
public enum Statistic {
    MEAN,
    MIN,
    MAX,
    SUM,
    /** How many samples there are: a plain number whatever the metric measures. */
    COUNT,
    P50,
    P90,
    P95,
    P99,
    /** The 99.9th percentile. */
    P999;

    /** As scenarios write it: {@code p99}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The quantile in 0..1 of a percentile; empty for the others. */
    public Optional<Double> quantile() {
        return switch (this) {
            case P50 -> Optional.of(0.5);
            case P90 -> Optional.of(0.9);
            case P95 -> Optional.of(0.95);
            case P99 -> Optional.of(0.99);
            case P999 -> Optional.of(0.999);
            case MEAN, MIN, MAX, SUM, COUNT -> Optional.empty();
        };
    }

    /** The statistic that scenarios write so. */
    public static Optional<Statistic> of(String word) {
        return Arrays.stream(values())
                .filter(statistic -> statistic.word().equals(word))
                .findFirst();
    }
}
