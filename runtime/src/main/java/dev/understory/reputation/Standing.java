package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import java.time.Duration;
import java.util.List;

/**
 * How an identity stands with this node, for whoever operates it.
 *
 * @param score below zero for what it did wrong, above for what it has earned
 * @param refusedFor how long it is still refused for its score, if it is ordinary and there are others; zero if it is not
 * @param history the last changes of its score, oldest first, {@link ScoreHistory#CHANGES} at most
 */
public record Standing(PublicKey peer, int score, Duration refusedFor, List<ScoreChange> history) {}
