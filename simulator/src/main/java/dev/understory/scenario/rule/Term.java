package dev.understory.scenario.rule;

import dev.understory.scenario.rule.Expression.Arithmetic;
import dev.understory.scenario.rule.Expression.Operator;
import dev.understory.scenario.rule.Rule.Compare;
import dev.understory.scenario.shape.Dimension;
import org.jspecify.annotations.Nullable;

/** A part of a rule while it is parsed, with what is known of its type. */
sealed interface Term {
    /** Something that is true or false. */
    record Truth(Rule rule) implements Term {}

    /**
     * A number.
     *
     * @param dimension what it measures; null when only the running node knows
     * @param kind how many numbers it is
     * @param offset where it starts
     */
    record Numeric(Expression expression, @Nullable Dimension dimension, Kind kind, int offset) implements Term {
        Numeric combine(Operator operator, Numeric right, int at) {
            if (kind != Kind.ONE || right.kind != Kind.ONE) {
                throw new MalformedRule("all(...), any(...) and config(...) stand alone on their side", at);
            }
            return new Numeric(
                    new Arithmetic(expression, operator, right.expression),
                    combined(operator, right, at),
                    Kind.ONE,
                    offset);
        }

        private @Nullable Dimension combined(Operator operator, Numeric right, int at) {
            Dimension one = dimension;
            Dimension other = right.dimension;
            if (operator == Operator.PLUS || operator == Operator.MINUS) {
                requireSame(right, at);
                return one;
            }
            if (other == Dimension.NUMBER || other == null) {
                return one;
            }
            if (operator == Operator.TIMES && one == Dimension.NUMBER) {
                return other;
            }
            if (operator == Operator.OVER && one == other) {
                return Dimension.NUMBER;
            }
            throw new MalformedRule("these two cannot be combined: one of them has to be a plain number", at);
        }

        Compare compare(Rule.Comparator comparator, Numeric right, int at) {
            boolean perNode = kind == Kind.QUANTIFIED || right.kind == Kind.QUANTIFIED;
            if (kind == Kind.QUANTIFIED && right.kind == Kind.QUANTIFIED) {
                throw new MalformedRule("only one side can be all(...) or any(...)", at);
            }
            if (!perNode && (kind == Kind.CONFIG || right.kind == Kind.CONFIG)) {
                throw new MalformedRule(
                        "config(...) is a setting of each node: compare it with all(...) or any(...)", at);
            }
            requireSame(right, at);
            return new Compare(expression, comparator, right.expression);
        }

        private void requireSame(Numeric right, int at) {
            if (dimension != null && right.dimension != null && dimension != right.dimension) {
                throw new MalformedRule(
                        "one side is " + dimension.noun() + ", the other " + right.dimension.noun(), at);
            }
        }
    }

    /** How many numbers a numeric term is. */
    enum Kind {
        /** One. */
        ONE,
        /** One per node, of which all or any count. */
        QUANTIFIED,
        /** One per node, which follows the other side. */
        CONFIG
    }
}
