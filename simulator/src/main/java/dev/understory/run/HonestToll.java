package dev.understory.run;

import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import java.util.BitSet;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nodes that are no attackers have felt of each other in a run; what nodes of attackers think of them is not in it.
 *
 * @param upNanos how long they were up, all together
 * @param lost ends of connections among them, whyever: a connection counts once for each of the two that saw its end
 * @param banned bans and refusals by one of them that concerned another
 * @param offences that one of them counted of another, by the reason
 */
public record HonestToll(long upNanos, long lost, long banned, SortedMap<String, Long> offences) {
    private static final String OFFENCES = "honest.offences.";

    static HonestToll of(Measurements measured, BitSet honest, long untilNanos) {
        SortedMap<String, Long> offences = new TreeMap<>();
        for (Meter meter : measured.meters().all()) {
            long total = meter.name().startsWith(OFFENCES) ? total(measured, meter, honest) : 0;
            if (total > 0) {
                offences.put(meter.name().substring(OFFENCES.length()), total);
            }
        }
        long up = honest.stream()
                .mapToLong(node -> measured.node(node).upNanos(untilNanos))
                .sum();
        return new HonestToll(
                up, named(measured, "honest.lost", honest), named(measured, "honest.banned", honest), offences);
    }

    private static long named(Measurements measured, String name, BitSet honest) {
        return measured.meters().named(name).stream()
                .mapToLong(meter -> total(measured, meter, honest))
                .sum();
    }

    private static long total(Measurements measured, Meter meter, BitSet honest) {
        return measured.total(meter, honest, measured.always());
    }

    /** What it was, for people. */
    public String text() {
        long all = offences.values().stream().mapToLong(Long::longValue).sum();
        return String.format(Locale.ROOT, "%.1f node-hours, ", upNanos / 3.6e12)
                + lost + " ends of connections, " + banned + " bans, " + all + " offences"
                + (offences.isEmpty() ? "" : " " + offences);
    }
}
