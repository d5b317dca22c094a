package dev.understory.reputation;

/** Why a score has changed: each offence and each credit is a reason code of its own. */
public sealed interface ScoreReason permits Offence, Credit {
    /** The reason's code. */
    String name();

    /** What it adds to a score; below zero what it takes off. */
    int points();
}
