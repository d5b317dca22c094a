package dev.understory.node.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Finds what somebody may have meant by a name that does not exist: in a setting, on the command line, in a scenario.
 * Names are compared by the distance of Damerau and Levenshtein; case and the signs between words do not count.
 */
public final class Spelling {
    private static final int LISTED = 8;

    private Spelling() {}

    /** {@code " (did you mean 'x'?)"} with the nearest of the names, or nothing if none is near. */
    public static String hint(String name, Collection<String> names) {
        String folded = fold(name);
        String nearest = "";
        int fewest = Math.max(1, name.length() / 3) + 1;
        for (String candidate : names) {
            int distance = distance(folded, fold(candidate), fewest);
            if (distance < fewest) {
                fewest = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? "" : " (did you mean '" + nearest + "'?)";
    }

    /** The same, or the names there are if none is near and they are few: {@code " (there are on and off)"}. */
    public static String hintOrNames(String name, Collection<String> names) {
        String hint = hint(name, names);
        if (!hint.isEmpty() || names.isEmpty() || names.size() > LISTED) {
            return hint;
        }
        return names.size() == 1
                ? " (there is only " + names.iterator().next() + ")"
                : " (there are " + list(List.copyOf(names)) + ")";
    }

    private static String list(List<String> names) {
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
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
