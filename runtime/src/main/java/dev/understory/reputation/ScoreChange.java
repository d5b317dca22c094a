package dev.understory.reputation;

/**
 * A change of somebody's score; changes for one reason that come one after the other are one.
 *
 * @param reason why
 * @param times how often in a row
 * @param score what was left after the last of them
 * @param atNanos when the last of them was, on the node's clock
 */
public record ScoreChange(ScoreReason reason, int times, int score, long atNanos) {}
