package dev.understory.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.RegularGraph.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegularGraphTest {
    @Test
    void everyNodeHasTheDegreeAndTheGraphIsInOnePiece() {
        for (long seed = 1; seed <= 30; seed++) {
            for (int[] size : new int[][] {{20, 8}, {50, 4}, {10, 8}, {9, 4}, {200, 3}, {1000, 8}, {12, 2}}) {
                List<Edge> edges = RegularGraph.draw(size[0], size[1], new SeededStreams(seed).of("graph"));
                int[] degrees = degrees(size[0], edges);
                for (int degree : degrees) {
                    assertThat(degree)
                            .as("%d nodes of degree %d, seed %d", size[0], size[1], seed)
                            .isEqualTo(size[1]);
                }
                assertThat(reachable(size[0], edges)).isEqualTo(size[0]);
            }
        }
    }

    @Test
    void noPairIsJoinedTwiceAndNobodyWithItself() {
        List<Edge> edges = RegularGraph.draw(300, 8, new SeededStreams(7).of("graph"));
        Set<String> pairs = new HashSet<>();
        for (Edge edge : edges) {
            assertThat(edge.from()).isNotEqualTo(edge.to());
            assertThat(pairs.add(Math.min(edge.from(), edge.to()) + "-" + Math.max(edge.from(), edge.to())))
                    .isTrue();
        }
    }

    @Test
    void fewNodesAreAllJoinedToEachOther() {
        assertThat(RegularGraph.draw(5, 8, new SeededStreams(1).of("graph"))).hasSize(10);
        assertThat(RegularGraph.draw(2, 8, new SeededStreams(1).of("graph"))).hasSize(1);
        assertThat(RegularGraph.draw(1, 8, new SeededStreams(1).of("graph"))).isEmpty();
    }

    private static int[] degrees(int nodes, List<Edge> edges) {
        int[] degrees = new int[nodes];
        edges.forEach(edge -> {
            degrees[edge.from()]++;
            degrees[edge.to()]++;
        });
        return degrees;
    }

    private static int reachable(int nodes, List<Edge> edges) {
        List<List<Integer>> neighbours = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            neighbours.add(new ArrayList<>());
        }
        edges.forEach(edge -> {
            neighbours.get(edge.from()).add(edge.to());
            neighbours.get(edge.to()).add(edge.from());
        });
        Set<Integer> seen = new HashSet<>(List.of(0));
        ArrayDeque<Integer> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            neighbours.get(open.remove()).stream().filter(seen::add).forEach(open::add);
        }
        return seen.size();
    }
}
