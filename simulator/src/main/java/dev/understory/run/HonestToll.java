package dev.understory.run;

import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import java.util.BitSet;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nodes that are no attackers have felt in a run.
 *
 * @param upNanos how long they were up, all together
 * @param lost connections among them that ended, whyever
 * @param banned bans and refusals that concerned one of them
 * @param offences that were counted of them, by the reason
 */
public record HonestToll(long upNanos, long lost, long banned, SortedMap<String, Long> offences) {
    private static final String OFFENCES = "honest.offences.";

    static HonestToll of(Measurements measured, BitSet honest, long untilNanos) {
        SortedMap<String, Long> offences = new TreeMap<>();
        for (Meter meter : measured.meters().all()) {
            long total = meter.name().startsWith(OFFENCES) ? total(measured, meter) : 0;
            if (total > 0) {
                offences.put(meter.name().substring(OFFENCES.length()), total);
            }
        }
        long up = honest.stream()
                .mapToLong(node -> measured.node(node).upNanos(untilNanos))
                .sum();
        return new HonestToll(up, named(measured, "honest.lost"), named(measured, "honest.banned"), offences);
    }

    private static long named(Measurements measured, String name) {
        return measured.meters().named(name).stream()
                .mapToLong(meter -> total(measured, meter))
                .sum();
    }

    private static long total(Measurements measured, Meter meter) {
        return measured.total(meter, measured.everyNode(), measured.always());
    }

    /** What it was, for people. */
    public String text() {
        long all = offences.values().stream().mapToLong(Long::longValue).sum();
        return String.format(Locale.ROOT, "%.1f node-hours, ", upNanos / 3.6e12)
                + lost + " connections lost, " + banned + " bans, " + all + " offences"
                + (offences.isEmpty() ? "" : " " + offences);
    }
}
