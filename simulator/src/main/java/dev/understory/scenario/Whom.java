package dev.understory.scenario;

import java.util.List;

/**
 * Nodes that a part of a scenario is about.
 *
 * @param key under which the file chooses them
 * @param selectors one; or several sides, of which a node belongs to the first that fits
 * @param areSides whether the key has a list of sides
 * @param mustBeUp whether it means nothing to nodes that are down
 */
public record Whom(String key, List<Selector> selectors, boolean areSides, boolean mustBeUp) {
    public Whom {
        selectors = List.copyOf(selectors);
    }

    /** Nodes, whether they are up or not. */
    public static Whom any(String key, Selector selector) {
        return new Whom(key, List.of(selector), false, false);
    }

    /** Nodes that have to be up. */
    public static Whom up(String key, Selector selector) {
        return new Whom(key, List.of(selector), false, true);
    }

    /** Nodes on several sides. */
    public static Whom sides(String key, List<Selector> sides) {
        return new Whom(key, sides, true, false);
    }
}
