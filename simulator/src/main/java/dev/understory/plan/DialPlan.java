package dev.understory.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Whom each node keeps a connection to, by node number. */
public final class DialPlan {
    private final List<TreeSet<Integer>> mustConnect = new ArrayList<>();
    private final List<TreeSet<Integer>> peers = new ArrayList<>();

    DialPlan(int nodes) {
        for (int node = 0; node < nodes; node++) {
            mustConnect.add(new TreeSet<>());
            peers.add(new TreeSet<>());
        }
    }

    /** The peers that a node keeps beyond all limits, rising. */
    public List<Integer> mustConnect(int node) {
        return List.copyOf(mustConnect.get(node));
    }

    /** The ordinary peers that a node dials, rising. */
    public List<Integer> peers(int node) {
        return List.copyOf(peers.get(node));
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
