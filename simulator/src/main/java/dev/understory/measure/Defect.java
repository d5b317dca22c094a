package dev.understory.measure;

/**
 * Something of a node that failed and should not have: a fault in code, not an event of the network.
 *
 * @param atNanos when, since the run's start
 * @param text one line
 */
public record Defect(long atNanos, String text) {}
