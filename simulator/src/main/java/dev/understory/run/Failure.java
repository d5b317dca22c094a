package dev.understory.run;

import dev.understory.check.QuantityText;

/**
 * A defect of a node or of what runs on it: no run in which there is one has passed.
 *
 * @param atNanos when, since the run's start
 * @param node whose
 * @param text one line
 */
public record Failure(long atNanos, String node, String text) {
    /** For people: {@code full-0 at 1.000 s: the application failed: ...}. */
    @Override
    public String toString() {
        return node + " at " + QuantityText.moment(atNanos) + ": " + text;
    }
}
