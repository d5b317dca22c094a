package dev.understory.check;

import dev.understory.check.CheckResult.Status;
import dev.understory.measure.Measurements;
import dev.understory.measure.Sampling;
import dev.understory.measure.Subject;
import dev.understory.measure.Values;
import dev.understory.scenario.Checks.ServiceLevel;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Statistic;
import dev.understory.scenario.shape.Dimension;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/** A number with a target: judged over all samples at the end; states are sampled at every look. */
final class LevelWatch implements Watch {
    private final ServiceLevel level;
    private final BitSet nodes;
    private final List<Subject> subjects;
    private final Values states = new Values();

    LevelWatch(ServiceLevel level, BitSet nodes, List<Subject> subjects) {
        this.level = level;
        this.nodes = nodes;
        this.subjects = subjects;
    }

    @Override
    public void look(long now, World world) {
        if (level.metric().kind() != Metric.Kind.STATE) {
            return;
        }
        Measurements measured = world.measurements();
        if (measured.spans().during(level.during())[measured.spans().at(now)]) {
            nodes.stream().filter(node -> measured.node(node).isUp()).forEach(node -> {
                OptionalDouble state = world.state(level.metric(), node);
                state.ifPresent(value -> states.add((long) value));
            });
        }
    }

    @Override
    public CheckResult result(World world, Reach reach) {
        Measurements measured = world.measurements();
        boolean[] during = measured.spans().during(level.during());
        Sampling sampling = new Sampling(measured, subjects, level.where(), nodes, during);
        Values samples = level.metric().kind() == Metric.Kind.STATE
                ? states
                : level.metric().samples(sampling);
        String missing = level.metric().missing(sampling).text();
        String had = missing.isEmpty() ? "" : "; " + missing;
        long count = samples.count();
        boolean compares = !level.against().isEmpty();
        Dimension own = level.stat() == Statistic.COUNT
                ? Dimension.NUMBER
                : level.metric().dimension();
        Dimension dimension = compares ? Dimension.NUMBER : own;
        String target = target(dimension);
        if (count == 0 && level.stat() != Statistic.COUNT) {
            String until = reach.isWhole() ? "" : " until " + reach.text();
            return result(Status.OPEN, Measured.NOTHING, target, "no samples" + had + until);
        }
        double value = value(samples);
        if (compares) {
            double usual = value(
                    level.metric().samples(sampling.during(measured.spans().during(level.against()))));
            if (usual == 0) {
                return result(Status.OPEN, Measured.NOTHING, target, "nothing to compare with" + had);
            }
            had = "; " + QuantityText.text(own, value) + " against " + QuantityText.text(own, usual) + had;
            value /= usual;
        }
        boolean held = value >= level.min().orElse(Double.NEGATIVE_INFINITY)
                && value <= level.max().orElse(Double.POSITIVE_INFINITY);
        String note = level.stat().word() + " of " + count + had;
        if (!isFinal(reach, measured) && (held || !isBrokenForGood(value))) {
            return result(Status.OPEN, Measured.of(dimension, value), target, note + " until " + reach.text());
        }
        return result(held ? Status.HELD : Status.BROKEN, Measured.of(dimension, value), target, note);
    }

    /** Whether all samples are there. A state is sampled at once; what else began may end late. */
    private boolean isFinal(Reach reach, Measurements measured) {
        return reach.isWhole()
                || level.metric().kind() == Metric.Kind.STATE
                        && reach.hasPassed(measured.spans().endOf(level.during()));
    }

    /**
     * Whether it is broken for good, whatever samples still come: a largest value only grows, and so do sums of what is
     * not negative.
     */
    private boolean isBrokenForGood(double value) {
        if (!level.against().isEmpty()) {
            return false;
        }
        boolean grows = level.metric().change() != Metric.Change.ANY
                && List.of(Statistic.MAX, Statistic.SUM, Statistic.COUNT).contains(level.stat());
        boolean shrinks = level.stat() == Statistic.MIN && level.metric().change() == Metric.Change.NONE;
        return grows && value > level.max().orElse(Double.POSITIVE_INFINITY)
                || shrinks && value < level.min().orElse(Double.NEGATIVE_INFINITY);
    }

    private CheckResult result(Status status, Measured measured, String target, String note) {
        String rule = level.stat().word() + " " + level.metric().word()
                + (level.where().isEmpty() ? "" : " " + level.where())
                + (level.during().isEmpty() ? "" : " during " + String.join(", ", level.during()))
                + (level.against().isEmpty() ? "" : " against " + String.join(", ", level.against()));
        return new CheckResult(level.name(), "slo", rule, status, measured, target, note, -1);
    }

    private double value(Values of) {
        return statistic(of)
                / (level.stat() == Statistic.COUNT ? 1 : level.metric().divisor());
    }

    private double statistic(Values values) {
        return switch (level.stat()) {
            case MEAN -> values.mean();
            case MIN -> values.min();
            case MAX -> values.max();
            case SUM -> values.sum();
            case COUNT -> values.count();
            case P50, P90, P95, P99, P999 ->
                values.quantile(level.stat().quantile().orElseThrow());
        };
    }

    private String target(Dimension dimension) {
        String min = level.min().isPresent()
                ? ">= " + QuantityText.text(dimension, level.min().getAsDouble())
                : "";
        String max = level.max().isPresent()
                ? "<= " + QuantityText.text(dimension, level.max().getAsDouble())
                : "";
        return min.isEmpty() || max.isEmpty() ? min + max : min + ", " + max;
    }
}
