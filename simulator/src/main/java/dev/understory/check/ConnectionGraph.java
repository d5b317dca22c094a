package dev.understory.check;

import dev.understory.scenario.rule.GraphFunction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;

/** Numbers about the graph of running nodes, joined where each has admitted the other. */
final class ConnectionGraph {
    private final World world;
    private final BitSet nodes;

    ConnectionGraph(World world, BitSet nodes) {
        this.world = world;
        this.nodes = nodes;
    }

    OptionalDouble number(GraphFunction function) {
        if (function == GraphFunction.NODES) {
            return OptionalDouble.of(nodes.cardinality());
        }
        if (nodes.isEmpty()) {
            return OptionalDouble.empty();
        }
        int[] degrees = new int[nodes.length()];
        int[] parents = new int[nodes.length()];
        int[][] admitted = new int[nodes.length()][];
        nodes.stream().forEach(node -> admitted[node] = world.neighbours(node));
        Arrays.setAll(parents, node -> node);
        long links = 0;
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            for (int other : admitted[node]) {
                if (other < node && nodes.get(other) && Arrays.binarySearch(admitted[other], node) >= 0) {
                    links++;
                    degrees[node]++;
                    degrees[other]++;
                    parents[root(parents, node)] = root(parents, other);
                }
            }
        }
        return OptionalDouble.of(
                switch (function) {
                    case COMPONENTS ->
                        nodes.stream().filter(node -> parents[node] == node).count();
                    case LARGEST -> largest(parents);
                    case LINKS -> links;
                    case MIN_DEGREE ->
                        nodes.stream().map(node -> degrees[node]).min().orElse(0);
                    case MAX_DEGREE ->
                        nodes.stream().map(node -> degrees[node]).max().orElse(0);
                    case NODES -> nodes.cardinality();
                });
    }

    private long largest(int[] parents) {
        int[] sizes = new int[parents.length];
        nodes.stream().forEach(node -> sizes[root(parents, node)]++);
        return Arrays.stream(sizes).max().orElse(0);
    }

    private static int root(int[] parents, int node) {
        int at = node;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}
