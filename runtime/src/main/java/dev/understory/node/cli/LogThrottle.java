package dev.understory.node.cli;

import dev.understory.limits.TokenBucket;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a line of each kind through once a second, after so many at once, and says with the next one how much was left out.
 * The kinds are the writer's, never a peer's, so that there are few. Safe for any thread.
 */
final class LogThrottle {
    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private final TokenBucket lines;
        private long leftOut;

        Kind(int burst, long now) {
            lines = new TokenBucket(1, burst, now);
        }
    }

    /** The line as it is to be printed, or an empty one. */
    String pass(String kind, int burst, String line, long now) {
        return pass(kind, burst, line, 1, "more like it", now);
    }

    /** The same for a line that tells of a number of things, which are added up: "and 12 more messages before". */
    synchronized String pass(String kind, int burst, String line, long count, String what, long now) {
        Kind known = kinds.computeIfAbsent(kind, fresh -> new Kind(burst, now));
        if (!known.lines.take(1, now)) {
            known.leftOut += count;
            return "";
        }
        long before = known.leftOut;
        known.leftOut = 0;
        return before == 0 ? line : line + " (and " + before + " " + what + " before)";
    }
}
