package dev.understory.check;

import dev.understory.check.Judgement.Outcome;
import dev.understory.scenario.rule.Expression;
import dev.understory.scenario.rule.Expression.Quantifier;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.Rule;
import dev.understory.scenario.shape.Dimension;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;

/** Judges the rules of the scenario language at one moment. */
final class RuleJudge {
    private final World world;
    private final BitSet among;
    private final StandardRules standard;

    RuleJudge(World world, BitSet among, StandardRules standard) {
        this.world = world;
        this.among = among;
        this.standard = standard;
    }

    Judgement judge(Rule rule) {
        return switch (rule) {
            case Rule.Standard named -> standard.judge(named.rule(), world, among);
            case Rule.Compare compare -> compare(compare);
            case Rule.And and -> combine(and.parts(), Outcome.BROKEN);
            case Rule.Or or -> combine(or.parts(), Outcome.HOLDS);
            case Rule.Not not -> {
                Judgement part = judge(not.part());
                yield part.outcome() == Outcome.OPEN
                        ? part
                        : new Judgement(
                                Outcome.of(!part.holds()), part.measured(), "not " + part.target(), part.distance());
            }
        };
    }

    /** The first part that decides; otherwise open if any part is, else the last. */
    private Judgement combine(List<Rule> parts, Outcome deciding) {
        List<Judgement> judged = new ArrayList<>();
        for (Rule part : parts) {
            Judgement judgement = judge(part);
            if (judgement.outcome() == deciding) {
                return judgement;
            }
            judged.add(judgement);
        }
        return judged.stream()
                .filter(judgement -> judgement.outcome() == Outcome.OPEN)
                .findFirst()
                .orElseGet(judged::getLast);
    }

    private Judgement compare(Rule.Compare compare) {
        if (compare.left() instanceof Expression.Quantified left) {
            return quantified(left, compare.comparator(), compare.right(), false);
        }
        if (compare.right() instanceof Expression.Quantified right) {
            return quantified(right, compare.comparator(), compare.left(), true);
        }
        OptionalDouble left = value(compare.left(), OptionalInt.empty());
        OptionalDouble right = value(compare.right(), OptionalInt.empty());
        if (left.isEmpty() || right.isEmpty()) {
            return Judgement.OPEN;
        }
        Dimension dimension = dimension(compare);
        boolean holds = compare.comparator().test(left.getAsDouble(), right.getAsDouble());
        return new Judgement(
                Outcome.of(holds),
                Measured.of(dimension, left.getAsDouble()),
                compare.comparator().sign() + " " + QuantityText.text(dimension, right.getAsDouble()),
                Math.abs(left.getAsDouble() - right.getAsDouble()));
    }

    private Judgement quantified(
            Expression.Quantified each, Rule.Comparator comparator, Expression other, boolean isRight) {
        BitSet nodes = world.running(each.scope(), among);
        Dimension dimension = each.metric().dimension();
        boolean all = each.quantifier() == Quantifier.ALL;
        Judgement nearest = Judgement.OPEN;
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            OptionalDouble state = world.state(each.metric(), node);
            OptionalDouble limit = value(other, OptionalInt.of(node));
            if (state.isEmpty() || limit.isEmpty()) {
                return Judgement.OPEN;
            }
            boolean holds = isRight
                    ? comparator.test(limit.getAsDouble(), state.getAsDouble())
                    : comparator.test(state.getAsDouble(), limit.getAsDouble());
            Judgement judgement = new Judgement(
                    Outcome.of(holds),
                    Measured.of(dimension, state.getAsDouble()),
                    comparator.sign() + " " + QuantityText.text(dimension, limit.getAsDouble()),
                    Math.abs(state.getAsDouble() - limit.getAsDouble()));
            if (holds != all) {
                return judgement;
            }
            nearest = judgement.nearerThan(nearest);
        }
        return nearest;
    }

    /** A number; {@code node} is the one whose settings are meant. */
    private OptionalDouble value(Expression expression, OptionalInt node) {
        return switch (expression) {
            case Expression.Literal literal -> OptionalDouble.of(literal.value());
            case Expression.Aggregate aggregate -> aggregate(aggregate);
            case Expression.Graph graph ->
                new ConnectionGraph(world, world.running(graph.scope(), among)).number(graph.function());
            case Expression.Config config ->
                node.isPresent() ? world.config(config.key(), node.getAsInt()) : OptionalDouble.empty();
            case Expression.Arithmetic sum -> {
                Optional<Exact> exact = exact(sum, node);
                yield exact.isPresent() ? OptionalDouble.of(exact.get().toDouble()) : OptionalDouble.empty();
            }
            case Expression.Quantified quantified ->
                throw new IllegalArgumentException("a quantified state stands alone on its side");
        };
    }

    private Optional<Exact> exact(Expression expression, OptionalInt node) {
        if (expression instanceof Expression.Arithmetic sum) {
            Optional<Exact> left = exact(sum.left(), node);
            Optional<Exact> right = exact(sum.right(), node);
            return left.isEmpty() || right.isEmpty()
                    ? Optional.empty()
                    : Exact.of(left.get(), sum.operator(), right.get());
        }
        OptionalDouble value = value(expression, node);
        return value.isEmpty() || !Double.isFinite(value.getAsDouble())
                ? Optional.empty()
                : Optional.of(Exact.of(value.getAsDouble()));
    }

    private OptionalDouble aggregate(Expression.Aggregate aggregate) {
        BitSet nodes = world.running(aggregate.scope(), among);
        DoubleStream.Builder values = DoubleStream.builder();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
            OptionalDouble state = world.state(aggregate.metric(), node);
            if (state.isEmpty()) {
                return OptionalDouble.empty();
            }
            values.add(state.getAsDouble());
        }
        double[] all = values.build().toArray();
        if (all.length == 0) {
            return OptionalDouble.empty();
        }
        double first = all[0];
        double folded = first;
        double sum = first;
        for (int i = 1; i < all.length; i++) {
            sum += all[i];
            folded = switch (aggregate.fold()) {
                case MIN -> Math.min(folded, all[i]);
                case MAX -> Math.max(folded, all[i]);
                case SUM, MEAN -> sum;
            };
        }
        return OptionalDouble.of(aggregate.fold() == Expression.Fold.MEAN ? sum / all.length : folded);
    }

    private static Dimension dimension(Rule.Compare compare) {
        return firstMetric(compare.left())
                .or(() -> firstMetric(compare.right()))
                .map(Metric::dimension)
                .orElse(Dimension.NUMBER);
    }

    private static Optional<Metric> firstMetric(Expression expression) {
        return switch (expression) {
            case Expression.Aggregate aggregate -> Optional.of(aggregate.metric());
            case Expression.Quantified quantified -> Optional.of(quantified.metric());
            case Expression.Arithmetic sum -> firstMetric(sum.left()).or(() -> firstMetric(sum.right()));
            case Expression.Literal literal -> Optional.empty();
            case Expression.Graph graph -> Optional.empty();
            case Expression.Config config -> Optional.empty();
        };
    }
}
