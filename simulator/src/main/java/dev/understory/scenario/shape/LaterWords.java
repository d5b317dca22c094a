package dev.understory.scenario.shape;

import dev.understory.node.config.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Words of the whole language that this version does not read yet. */
final class LaterWords {
    private static final Set<String> LATER = new TreeSet<>(List.of(
            // sections and what stands in them
            "extends",
            "behaviours",
            "sweep",
            "outputs",
            "mode",
            "clock",
            "engine",
            "swarm",
            "buggify",
            "model",
            "burst",
            "reset",
            "duplicate",
            "reorder",
            "corrupt",
            "nat",
            "stake",
            "disk",
            "cost",
            "behaviour",
            "subnets",
            "dormant",
            "bootstrap",
            "trusted",
            "return",
            "enabled",
            "trace",
            "label",
            "attacker",
            // kinds of workloads
            "bft",
            "all-to-all",
            "linear",
            "aggregate",
            // events
            "wake",
            "convert",
            "pause",
            "slow",
            "clock-step",
            "flap",
            "swizzle",
            "hold",
            "release",
            "clog",
            "unclog",
            "capture"));

    private LaterWords() {}

    /** What to put behind a complaint about an unknown word of the language, of which this version may know only a part. */
    static String hint(String word, Collection<String> known) {
        String hint = Spelling.hintOrNames(word, known);
        return LATER.contains(word) && !hint.contains("did you mean")
                ? ": part of the language, but not supported by this version"
                : hint;
    }
}
