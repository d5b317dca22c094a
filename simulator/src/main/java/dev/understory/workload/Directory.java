package dev.understory.workload;

import dev.understory.identity.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All nodes of a run: their numbers and their identities. Built before the run, then only read. */
public final class Directory {
    private final List<PublicKey> keys;
    private final Map<PublicKey, Integer> indexes;

    /** The identities by node number. */
    public Directory(List<PublicKey> keys) {
        this.keys = keys;
        this.indexes = new HashMap<>(keys.size() * 2);
        for (int i = 0; i < keys.size(); i++) {
            indexes.put(keys.get(i), i);
        }
    }

    /** The identity of a node. */
    public PublicKey key(int node) {
        return keys.get(node);
    }

    /** The number of the node with that identity; -1 if no node of this run has it. */
    public int indexOf(PublicKey key) {
        return indexes.getOrDefault(key, -1);
    }

    /** How many nodes there are. */
    public int size() {
        return keys.size();
    }
}
