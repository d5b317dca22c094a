package dev.understory.run;

import dev.understory.measure.Defect;
import dev.understory.plan.Fleet;
import dev.understory.plan.Member;
import dev.understory.plan.Roster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What failed outside the checks.
 *
 * @param first the first {@value #SHOWN} by time, in an order that does not depend on threads
 * @param count how many there were at least
 */
public record Failures(List<Failure> first, long count) {
    /** How many are told in words. */
    public static final int SHOWN = 10;

    /** Nothing failed. */
    public static final Failures NONE = new Failures(List.of(), 0);

    public Failures {
        first = List.copyOf(first);
    }

    /** The first ones, each on a line. */
    public String text() {
        return first.stream().map(Failure::toString).collect(Collectors.joining("\n"));
    }

    /**
     * Those that the nodes reported and those that the testbed saw. An exception is often both, and counts once.
     */
    static Failures of(Roster roster, Fleet fleet, Failures seen) {
        List<Failure> all = new ArrayList<>();
        Set<String> reported = new HashSet<>();
        long count = 0;
        for (Member member : roster.members()) {
            count += fleet.recorder(member.index()).defectCount();
            for (Defect defect : fleet.recorder(member.index()).defects()) {
                all.add(new Failure(defect.atNanos(), member.name(), defect.text()));
                reported.add(member.name() + " " + defect.atNanos());
            }
        }
        seen.first().stream()
                .filter(failure -> !reported.contains(failure.node() + " " + failure.atNanos()))
                .forEach(all::add);
        all.sort(Comparator.comparingLong(Failure::atNanos)
                .thenComparing(Failure::node)
                .thenComparing(Failure::text));
        return new Failures(
                all.subList(0, Math.min(SHOWN, all.size())), Math.max(all.size(), Math.max(count, seen.count())));
    }
}
