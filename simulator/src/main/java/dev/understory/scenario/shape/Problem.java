package dev.understory.scenario.shape;

import java.util.Comparator;

/**
 * Something wrong with a file. Its text is {@code file:line:column: message}; problems sort by place.
 *
 * @param message one line
 */
public record Problem(String file, Position position, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::file)
            .thenComparing(Problem::position)
            .thenComparing(Problem::message);

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + position.line() + ":" + position.column() + ": " + message;
    }
}
