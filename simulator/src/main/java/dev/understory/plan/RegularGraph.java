package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Connected random graphs in which every node has the same number of edges. A ring through all nodes in random order keeps
 * the graph in one piece; the rest is paired at random, and pairs that cannot be are mended by swapping ends with an edge
 * that is not of the ring. If nodes times degree is odd, one node has an edge less.
 */
final class RegularGraph {
    private static final int TRIES = 200;

    private final int nodes;
    private final int degree;
    private final RandomStream random;
    private final List<Edge> edges = new ArrayList<>();
    private final Set<Long> joined = new HashSet<>();
    private int firstFree;

    /** Two nodes that are joined; the first dials. */
    record Edge(int from, int to) {}

    private RegularGraph(int nodes, int degree, RandomStream random) {
        this.nodes = nodes;
        this.degree = Math.min(degree, nodes - 1);
        this.random = random;
    }

    /** Draws a graph; with fewer than {@code degree + 1} nodes all are joined to each other. */
    static List<Edge> draw(int nodes, int degree, RandomStream random) {
        RegularGraph graph = new RegularGraph(nodes, degree, random);
        if (graph.degree == nodes - 1) {
            graph.joinAll();
            return graph.edges;
        }
        // In a dense graph the last pairs may have no place left; another drawing has.
        for (int tries = 0; tries < TRIES; tries++) {
            graph.drawRing();
            graph.drawRest();
            if (graph.edges.size() == nodes * graph.degree / 2) {
                break;
            }
            graph = tries + 1 < TRIES ? new RegularGraph(nodes, degree, random) : graph;
        }
        return graph.edges;
    }

    private void joinAll() {
        for (int to = 0; to < nodes; to++) {
            for (int from = to + 1; from < nodes; from++) {
                join(from, to);
            }
        }
    }

    private void drawRing() {
        List<Integer> order = shuffled(1);
        for (int i = 0; i < nodes; i++) {
            join(order.get(i), order.get((i + 1) % nodes));
        }
        firstFree = edges.size();
    }

    private void drawRest() {
        List<Integer> ends = shuffled(degree - 2);
        for (int i = 0; i + 1 < ends.size(); i += 2) {
            int a = ends.get(i);
            int b = ends.get(i + 1);
            if (!canJoin(a, b)) {
                if (!findPartner(ends, i)) {
                    mend(a, b);
                    continue;
                }
                b = ends.get(i + 1);
            }
            join(a, b);
        }
    }

    /** Brings an end that fits to place {@code i + 1}, from those that are still free. */
    private boolean findPartner(List<Integer> ends, int i) {
        int left = ends.size() - i - 2;
        for (int tries = 0; left > 0 && tries < TRIES; tries++) {
            int other = i + 2 + random.nextInt(left);
            if (canJoin(ends.get(i), ends.get(other))) {
                int swapped = ends.get(i + 1);
                ends.set(i + 1, ends.get(other));
                ends.set(other, swapped);
                return true;
            }
        }
        return false;
    }

    /** Puts {@code a} and {@code b} on the two ends of an edge that gives way. */
    private void mend(int a, int b) {
        int free = edges.size() - firstFree;
        for (int tries = 0; free > 0 && tries < TRIES * 10; tries++) {
            int at = firstFree + random.nextInt(free);
            Edge edge = edges.get(at);
            if (canJoin(a, edge.from()) && canJoin(b, edge.to())) {
                joined.remove(key(edge.from(), edge.to()));
                edges.set(at, new Edge(a, edge.from()));
                joined.add(key(a, edge.from()));
                join(b, edge.to());
                return;
            }
        }
    }

    private List<Integer> shuffled(int times) {
        List<Integer> list = new ArrayList<>(nodes * times);
        for (int i = 0; i < nodes * times; i++) {
            list.add(i % nodes);
        }
        SeededStreams.shuffle(list, random);
        return list;
    }

    private boolean canJoin(int a, int b) {
        return a != b && !joined.contains(key(a, b));
    }

    private void join(int from, int to) {
        if (joined.add(key(from, to))) {
            edges.add(new Edge(from, to));
        }
    }

    private static long key(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }
}
