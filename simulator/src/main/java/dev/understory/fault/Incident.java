package dev.understory.fault;

/**
 * Something that was wrong for a while.
 *
 * @param kind {@code partition} or {@code crash}
 * @param text what it was, for people
 * @param untilNanos when it was over
 */
public record Incident(String kind, String text, long fromNanos, long untilNanos) {}
