package dev.understory.measure;

/**
 * How a broadcast workload's messages reached those who were there: one value per message in each distribution.
 *
 * @param shares of the nodes that are judged, how many got it, in billionths; no value where nobody is judged
 * @param unjudged how many nodes were up when it was published and left too early to be judged
 * @param judgedPairs messages and nodes that are judged
 * @param missedPairs those of them that did not meet
 */
public record Audience(Values shares, Values unjudged, long judgedPairs, long missedPairs) {}
