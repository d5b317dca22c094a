package dev.understory.node.config;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody may have meant by a name that does not exist. */
public final class Spelling {
    private Spelling() {}

    /** {@code " (did you mean 'x'?)"} with the nearest of the names, or nothing if none is near. */
    public static String hint(String name, Collection<String> names) {
        String nearest = "";
        int fewest = Math.max(2, name.length() / 3) + 1;
        for (String candidate : names) {
            int distance = distance(fold(name), fold(candidate));
            if (distance < fewest) {
                fewest = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? "" : " (did you mean '" + nearest + "'?)";
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
