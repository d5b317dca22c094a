package dev.understory.scenario.rule;

import dev.understory.measure.Measurements;
import dev.understory.measure.Subject;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A rule that needs more than numbers and therefore has a name instead of an expression: there must be none of something.
 *
 * @param word as scenarios write it
 * @param workload the kind of workload that it is about
 * @param meaning one line for the reference
 * @param unwanted what there must be none of, for people
 * @param counting counts it in the course of one run; what was looked at once need not be looked at again
 */
public record StandardRule(String word, String workload, String meaning, String unwanted, Supplier<Counting> counting) {
    /** Counts what there must be none of. */
    @FunctionalInterface
    public interface Counting {
        /** How much of it there was so far at these nodes; empty if nothing can be said yet. */
        OptionalLong count(Measurements measured, List<Subject> subjects, BitSet among);
    }

    /** Its line in the table of the reference. */
    public String row() {
        return "| `" + word + "` | " + meaning + " |";
    }
}
