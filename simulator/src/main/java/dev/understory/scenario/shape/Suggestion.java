package dev.understory.scenario.shape;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Finds the word somebody probably meant. */
public final class Suggestion {
    private static final int LISTED = 8;

    /** Words of the whole language that this version does not read yet. */
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

    private Suggestion() {}

    /**
     * What to put behind a complaint about an unknown word: {@code " (did you mean 'duration'?)"}, or the words there are
     * if none is close and they are few, or nothing. The distance is Damerau and Levenshtein's, case ignored.
     */
    public static String forWord(String word, Collection<String> known) {
        int best = Math.max(1, word.length() / 3) + 1;
        String closest = "";
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT), best);
            if (distance < best) {
                best = distance;
                closest = candidate;
            }
        }
        if (!closest.isEmpty()) {
            return " (did you mean '" + closest + "'?)";
        }
        if (known.isEmpty() || known.size() > LISTED) {
            return "";
        }
        return known.size() == 1
                ? " (there is only " + known.iterator().next() + ")"
                : " (there are " + list(known) + ")";
    }

    /** The same for a word of the language itself, of which this version may know only a part. */
    static String forKeyword(String word, Collection<String> known) {
        String hint = forWord(word, known);
        return LATER.contains(word) && !hint.contains("did you mean")
                ? ": part of the language, but not supported by this version"
                : hint;
    }

    private static String list(Collection<String> known) {
        List<String> words = List.copyOf(known);
        return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] d) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
