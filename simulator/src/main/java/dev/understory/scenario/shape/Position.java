package dev.understory.scenario.shape;

/** A place in a file; line and column count from 1. */
public record Position(int line, int column) implements Comparable<Position> {
    /** The first character. */
    public static final Position START = new Position(1, 1);

    /** The place so many characters further on the same line. */
    public Position plus(int characters) {
        return new Position(line, column + characters);
    }

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }
}
