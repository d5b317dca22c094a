package dev.understory.scenario.shape;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Something wrong with a file. Its text is {@code file:line:column: message}; problems sort by place.
 *
 * @param message one line
 */
public record Problem(String file, Position position, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file).thenComparing(Problem::position).thenComparing(Problem::message);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u0085]");
    private static final int MAX_LENGTH = 500;

    /** Line ends and other characters that a terminal would obey are shown as question marks. */
    public Problem {
        message = CONTROL.matcher(message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "...")
                .replaceAll("?");
    }

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + position.line() + ":" + position.column() + ": " + message;
    }
}
