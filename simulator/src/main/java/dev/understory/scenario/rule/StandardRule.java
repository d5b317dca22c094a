package dev.understory.scenario.rule;

import java.util.Arrays;
import java.util.Optional;

/** Rules that need more than numbers and therefore have a name instead of an expression. */
public enum StandardRule {
    /** No two validators commit different blocks at the same height. */
    BFT_AGREEMENT("bft.agreement", "nestbft", "no two validators commit different blocks at the same height"),
    /** Nothing is committed without the votes of two thirds of the committee. */
    BFT_QUORUM("bft.quorum", "nestbft", "no validator accepts a certificate with the votes of less than two thirds"),
    /** The workload hands on each broadcast at most once per node. */
    BROADCAST_ONCE("broadcast.once", "broadcast", "no application is given the same broadcast twice"),
    /** What is delivered is what was published. */
    BROADCAST_INTACT("broadcast.intact", "broadcast", "every delivered broadcast has the bytes that were published");

    private final String word;
    private final String workload;
    private final String meaning;

    StandardRule(String word, String workload, String meaning) {
        this.word = word;
        this.workload = workload;
        this.meaning = meaning;
    }

    /** As scenarios write it. */
    public String word() {
        return word;
    }

    /** The kind of workload that it is about. */
    public String workload() {
        return workload;
    }

    /** One line for the reference. */
    public String meaning() {
        return meaning;
    }

    /** The rule that scenarios write so. */
    public static Optional<StandardRule> of(String word) {
        return Arrays.stream(values()).filter(rule -> rule.word.equals(word)).findFirst();
    }
}
