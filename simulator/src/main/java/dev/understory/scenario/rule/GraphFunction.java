package dev.understory.scenario.rule;

import java.util.Arrays;
import java.util.Optional;

/**
 * Numbers about the graph of running nodes, joined where each has admitted the other. With a group, only the nodes of
 * that group and the connections among them are looked at.
 */
public enum GraphFunction {
    COMPONENTS("graph.components", "parts that have no connection to each other"),
    LARGEST("graph.largest", "nodes of the largest of these parts"),
    LINKS("graph.links", "pairs of nodes that are connected"),
    MIN_DEGREE("graph.minDegree", "connections of the node that has the fewest"),
    MAX_DEGREE("graph.maxDegree", "connections of the node that has the most"),
    NODES("graph.nodes", "running nodes");

    private final String word;
    private final String meaning;

    GraphFunction(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** As scenarios write it, without the parentheses. */
    public String word() {
        return word;
    }

    /** One line for the reference. */
    public String meaning() {
        return meaning;
    }

    /** The function that scenarios write so. */
    public static Optional<GraphFunction> of(String word) {
        return Arrays.stream(values())
                .filter(function -> function.word.equals(word))
                .findFirst();
    }
}
