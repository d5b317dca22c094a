package dev.understory.plan;

import dev.understory.measure.NodeNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Whom each node keeps a connection to, by node number. */
public final class DialPlan {
    private final List<NodeNumbers> mustConnect = new ArrayList<>();
    private final List<NodeNumbers> peers = new ArrayList<>();
    private final BitSet discovering = new BitSet();
    private final List<NodeNumbers> seeds = new ArrayList<>();

    DialPlan(int nodes) {
        for (int node = 0; node < nodes; node++) {
            mustConnect.add(new NodeNumbers());
            peers.add(new NodeNumbers());
            seeds.add(new NodeNumbers());
        }
    }

    /** The peers that a node keeps beyond all limits, rising. */
    public List<Integer> mustConnect(int node) {
        return list(mustConnect.get(node));
    }

    /** The ordinary peers that a node dials, rising. */
    public List<Integer> peers(int node) {
        return list(peers.get(node));
    }

    /** Whether a node finds peers by itself. */
    public boolean discovers(int node) {
        return discovering.get(node);
    }

    /** Whom it knows then at its start, rising. */
    public List<Integer> seeds(int node) {
        return list(seeds.get(node));
    }

    void discover(int node, BitSet known) {
        discovering.set(node);
        known.stream().filter(seed -> seed != node).forEach(seeds.get(node)::add);
    }

    private static List<Integer> list(NodeNumbers numbers) {
        return Arrays.stream(numbers.toArray()).boxed().toList();
    }

    /** How many connections are planned. */
    public long links() {
        long ends = 0;
        long dials = 0;
        for (int node = 0; node < peers.size(); node++) {
            ends += mustConnect.get(node).size();
            dials += peers.get(node).size();
        }
        return ends / 2 + dials;
    }

    boolean isPlanned(int a, int b) {
        return mustConnect.get(a).contains(b)
                || peers.get(a).contains(b)
                || peers.get(b).contains(a);
    }

    void connect(int dialler, int dialled, boolean must) {
        if (must) {
            mustConnect.get(dialler).add(dialled);
            mustConnect.get(dialled).add(dialler);
            peers.get(dialler).remove(dialled);
            peers.get(dialled).remove(dialler);
        } else if (!isPlanned(dialler, dialled)) {
            peers.get(dialler).add(dialled);
        }
    }
}
