package dev.understory.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Whether a process keeps anything of the connections that it had: readings between them, the line through those after the first
 * fifth, and how much that line rises from its first to its last reading. Tables that are bounded fill in the first fifth.
 */
final class Flatness {
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

    private final List<Residue> readings = new ArrayList<>();
    private final List<Long> connects = new ArrayList<>();

    /** So many connections have been there, and that is what is held now. */
    void read(long connectsSoFar, Residue held) {
        connects.add(connectsSoFar);
        readings.add(held);
    }

    /** The last reading, as people read it. */
    String lastLine() {
        Residue last = readings.getLast();
        return "%,9d connects: %d descriptors, heap %.2f MiB, direct %.1f MiB (%.2f in buffers), %d threads"
                .formatted(
                        connects.getLast(),
                        last.descriptors(),
                        last.heap() / MIB,
                        last.direct() / MIB,
                        last.inBuffers() / MIB,
                        last.threads());
    }

    /** How much each quantity rises over the readings after the first fifth, with the most that it may. */
    List<Measurement> rises(String prefix) {
        List<Measurement> rises = new ArrayList<>();
        for (Quantity quantity : QUANTITIES) {
            rises.add(Measurement.of(prefix + "/" + quantity.name + "-rise", rise(quantity.of), quantity.unit)
                    .atMost(quantity.most));
        }
        return rises;
    }

    /** What is not flat, as a sentence for each; none if all is well. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Quantity quantity : QUANTITIES) {
            double rise = rise(quantity.of);
            if (rise > quantity.most) {
                problems.add("%s: rose by %.2f %s over %,d connects, where %s are allowed"
                        .formatted(
                                quantity.name,
                                rise,
                                quantity.unit,
                                connects.getLast() - connects.get(first()),
                                Figures.format(quantity.most)));
            }
        }
        return problems;
    }

    private int first() {
        return readings.size() / 5;
    }

    /** The slope of least squares by connects, over all connects between the first and the last reading that count. */
    private double rise(ToDoubleFunction<Residue> of) {
        int first = first();
        int count = readings.size() - first;
        double meanX = 0;
        double meanY = 0;
        for (int i = first; i < readings.size(); i++) {
            meanX += connects.get(i) / (double) count;
            meanY += of.applyAsDouble(readings.get(i)) / count;
        }
        double above = 0;
        double below = 0;
        for (int i = first; i < readings.size(); i++) {
            double x = connects.get(i) - meanX;
            above += x * (of.applyAsDouble(readings.get(i)) - meanY);
            below += x * x;
        }
        return below == 0 ? 0 : above / below * (connects.getLast() - connects.get(first));
    }
}
