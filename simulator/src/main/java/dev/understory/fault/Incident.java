package dev.understory.fault;

/**
 * Something that was wrong for a while.
 *
 * @param kind of the event that began it, as scenarios write it: {@code partition}
 * @param text what it was, for people
 * @param isOfNode whether it was one node's, and not the network's
 * @param untilNanos when it was over
 */
public record Incident(String kind, String text, boolean isOfNode, long fromNanos, long untilNanos) {}
