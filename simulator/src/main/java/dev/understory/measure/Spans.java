package dev.understory.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * A run cut into consecutive spans of time at every edge that a number may refer to: phases, the end of the warm-up, the
 * end of the run. Times are nanoseconds since the run's start. The last span has no end.
 */
public final class Spans {
    private final long[] starts;
    private final List<String> phases;
    private final boolean[] judged;

    private Spans(long[] starts, List<String> phases, boolean[] judged) {
        this.starts = starts;
        this.phases = phases;
        this.judged = judged;
    }

    /** A named part of a run. */
    public record Part(String name, long startNanos, long endNanos) {}

    /**
     * Cuts a run.
     *
     * @param phases consecutive, may be empty
     * @param warmupNanos what begins before is not judged
     * @param endNanos what begins at or after it (in the drain) is not judged either
     */
    public static Spans of(List<Part> phases, long warmupNanos, long endNanos) {
        TreeSet<Long> edges = new TreeSet<>(List.of(0L, warmupNanos, endNanos));
        for (Part phase : phases) {
            edges.add(phase.startNanos());
            edges.add(phase.endNanos());
        }
        long[] starts = edges.stream().mapToLong(Long::longValue).toArray();
        List<String> names = new ArrayList<>(starts.length);
        boolean[] judged = new boolean[starts.length];
        for (int i = 0; i < starts.length; i++) {
            long start = starts[i];
            names.add(phases.stream()
                    .filter(phase -> start >= phase.startNanos() && start < phase.endNanos())
                    .map(Part::name)
                    .findFirst()
                    .orElse(""));
            judged[i] = start >= warmupNanos && start < endNanos;
        }
        return new Spans(starts, Collections.unmodifiableList(names), judged);
    }

    /** How many spans there are. */
    public int count() {
        return starts.length;
    }

    /** The span in which a time lies. Times before the start lie in the first. */
    public int at(long nanos) {
        // From the back: there are few, time goes on, and this is asked for everything that is measured.
        int span = starts.length - 1;
        while (span > 0 && nanos < starts[span]) {
            span--;
        }
        return span;
    }

    /** The phase a span lies in, or empty. */
    public String phase(int span) {
        return phases.get(span);
    }

    /** Whether what began in that span counts for numbers: after the warm-up and before the end. */
    public boolean isJudged(int span) {
        return judged[span];
    }

    /** When the last of the named phases is over; never if there are none. */
    public long endOf(List<String> names) {
        for (int i = starts.length - 1; i > 0; i--) {
            if (names.contains(phases.get(i - 1))) {
                return starts[i];
            }
        }
        return Long.MAX_VALUE;
    }

    /** The judged spans of the named phases; no name means all judged spans. */
    public boolean[] during(List<String> names) {
        boolean[] chosen = new boolean[starts.length];
        for (int i = 0; i < starts.length; i++) {
            chosen[i] = judged[i] && (names.isEmpty() || names.contains(phases.get(i)));
        }
        return chosen;
    }
}
