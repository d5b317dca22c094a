package dev.understory.fault;

/**
 * An event that came and affected nobody: whatever holds in such a run says nothing of that event.
 *
 * @param number its place in the scenario, from 0
 * @param kind as scenarios write it
 * @param lastNanos when it last came
 */
public record Idle(int number, String kind, long lastNanos) {}
