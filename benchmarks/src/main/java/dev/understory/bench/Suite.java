package dev.understory.bench;

import java.util.List;

/** One subject that {@code understory bench} measures. */
interface Suite {
    /** The word that selects it on the command line. */
    String name();

    /** One line for the help. */
    String summary();

    /** Whether it runs only where it is named: it takes minutes, or hours. */
    default boolean isOnRequest() {
        return false;
    }

    /** Whether the command fails where a figure misses its target: it is asked for a verdict, not for a figure alone. */
    default boolean failsWhenMissed() {
        return false;
    }

    /** Measures; raw limits measured before are in {@code context}. */
    List<Measurement> run(BenchContext context) throws Exception;
}
