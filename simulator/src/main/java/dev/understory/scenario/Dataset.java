package dev.understory.scenario;

/** A matrix of delays between regions. */
public sealed interface Dataset {
    /**
     * One that is shipped.
     *
     * @param name without the prefix {@code builtin/}: {@code regions-8}
     */
    record Builtin(String name) implements Dataset {}

    /**
     * A CSV file of lines {@code from,to,value}.
     *
     * @param path as the scenario writes it, relative to the scenario's own folder
     */
    record FromFile(String path, Unit unit, Meaning meaning) implements Dataset {}

    /** What a value of the file counts. */
    enum Unit {
        /** Milliseconds. */
        MS,
        /** Microseconds. */
        US
    }

    /** What a value of the file measures. */
    enum Meaning {
        /** There and back: halved on load. */
        RTT,
        /** From one region to the other. */
        ONE_WAY
    }
}
