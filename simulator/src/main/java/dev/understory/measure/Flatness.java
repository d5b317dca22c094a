package dev.understory.measure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether a process keeps anything of what it has been through, connections or attacks: readings between them, the line through those
 * after the first fifth, and how much that line rises from its first to its last reading. Tables that are bounded fill in the first
 * fifth.
 */
public final class Flatness {
    /**
     * A quantity, and how much it may rise, however long the run is: what a short one does not tell from noise, a long one does. The
     * 75,000 connections of a usual run that are judged show a descriptor in 15,000 of them, or 28 bytes of heap for each; 2,250 of
     * 3,000 a descriptor in 450, or 930 bytes for each.
     */
    private record Quantity(String name, String unit, double most, ToDoubleFunction<Residue> of) {}

    private static final double MIB = 1 << 20;

    private static final List<Quantity> QUANTITIES = List.of(
            new Quantity("descriptors", "", 5, Residue::descriptors),
            new Quantity("heap", "MiB", 2, residue -> residue.heap() / MIB),
            // The pool takes whole chunks of 4 MiB, and never gives one back that is in use by anybody.
            new Quantity("direct", "MiB", 8, residue -> residue.direct() / MIB),
            new Quantity("in-buffers", "MiB", 0.5, residue -> residue.inBuffers() / MIB),
            new Quantity("threads", "", 5, Residue::threads));

    /** How much a quantity rises over the readings after the first fifth, and the most that it may. */
    public record Rise(String quantity, String unit, double value, double most) {}

    private final String what;
    private final List<Residue> readings = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();

    /** @param what is counted between readings, such as {@code connects} */
    public Flatness(String what) {
        this.what = what;
    }

    /** So many have been there, and that is what is held now. */
    public void read(long countSoFar, Residue held) {
        counts.add(countSoFar);
        readings.add(held);
    }

    /** The last reading, as people read it. */
    public String lastLine() {
        Residue last = readings.getLast();
        return "%,9d %s: %d descriptors, heap %.2f MiB, direct %.1f MiB (%.2f in buffers), %d threads"
                .formatted(
                        counts.getLast(),
                        what,
                        last.descriptors(),
                        last.heap() / MIB,
                        last.direct() / MIB,
                        last.inBuffers() / MIB,
                        last.threads());
    }

    /** How many readings there are. */
    public int size() {
        return readings.size();
    }

    /** How much each quantity rises. */
    public List<Rise> rises() {
        return QUANTITIES.stream()
                .map(quantity -> new Rise(quantity.name, quantity.unit, rise(quantity.of), quantity.most))
                .toList();
    }

    /** What is not flat, as a sentence for each; none if all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Rise rise : rises()) {
            if (rise.value > rise.most) {
                problems.add(String.format(
                        Locale.ROOT,
                        "%s: rose by %.2f %s over %,d %s, where %s are allowed",
                        rise.quantity,
                        rise.value,
                        rise.unit,
                        counts.getLast() - counts.get(first()),
                        what,
                        BigDecimal.valueOf(rise.most).stripTrailingZeros().toPlainString()));
            }
        }
        return problems;
    }

    private int first() {
        return readings.size() / 5;
    }

    /** The slope of least squares by the count, over all that is counted between the first and the last reading that count. */
    private double rise(ToDoubleFunction<Residue> of) {
        int first = first();
        int count = readings.size() - first;
        double meanX = 0;
        double meanY = 0;
        for (int i = first; i < readings.size(); i++) {
            meanX += counts.get(i) / (double) count;
            meanY += of.applyAsDouble(readings.get(i)) / count;
        }
        double above = 0;
        double below = 0;
        for (int i = first; i < readings.size(); i++) {
            double x = counts.get(i) - meanX;
            above += x * (of.applyAsDouble(readings.get(i)) - meanY);
            below += x * x;
        }
        return below == 0 ? 0 : above / below * (counts.getLast() - counts.get(first));
    }
}
