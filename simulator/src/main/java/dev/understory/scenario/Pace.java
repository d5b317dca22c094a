package dev.understory.scenario;

import dev.understory.law.Distribution;

/** When a workload acts next. */
public sealed interface Pace {
    /** At intervals drawn from a law; nanoseconds. */
    record Every(Distribution interval) implements Pace {}

    /** By chance, so often on average: the intervals are exponential. */
    record Poisson(double perSecond) implements Pace {}
}
