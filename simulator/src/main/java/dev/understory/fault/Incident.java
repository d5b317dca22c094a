package dev.understory.fault;

/**
 * Something that was wrong for a while.
 *
 * @param kind {@code partition}, {@code crash} or {@code power-loss}
 * @param text what it was, for people
 * @param untilNanos when it was over
 */
public record Incident(String kind, String text, long fromNanos, long untilNanos) {}
