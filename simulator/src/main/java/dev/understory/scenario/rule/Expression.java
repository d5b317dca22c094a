package dev.understory.scenario.rule;

import java.util.Optional;

/** A number, or, for {@link Quantified} and {@link Config}, one number per node. In base units. */
public sealed interface Expression {
    /** Written in the rule. */
    record Literal(double value) implements Expression {}

    /** The state of every running node of the scope: each of them, or any of them, has to satisfy the comparison. */
    record Quantified(Quantifier quantifier, Scope scope, Metric metric) implements Expression {}

    /** One number made of the state of every running node of the scope. Without any node there is no number. */
    record Aggregate(Fold fold, Scope scope, Metric metric) implements Expression {}

    /** A number about the graph of connections. */
    record Graph(GraphFunction function, Scope scope) implements Expression {}

    /**
     * The setting of the production node that the comparison looks at; stands only opposite of a {@link Quantified}.
     *
     * @param key as in a group's {@code config}
     */
    record Config(String key) implements Expression {}

    /** Two numbers combined. */
    record Arithmetic(Expression left, Operator operator, Expression right) implements Expression {}

    /** Which nodes: those of a group, or all when there is none. */
    record Scope(Optional<String> group) {
        /** All nodes. */
        public static final Scope EVERY_NODE = new Scope(Optional.empty());
    }

    /** For how many values a comparison has to hold. */
    enum Quantifier {
        ALL,
        ANY
    }

    /** How many values become one. */
    enum Fold {
        MIN,
        MAX,
        SUM,
        MEAN
    }

    /** How two numbers become one. */
    enum Operator {
        PLUS('+'),
        MINUS('-'),
        TIMES('*'),
        OVER('/');

        private final char sign;

        Operator(char sign) {
            this.sign = sign;
        }

        /** As rules write it. */
        public char sign() {
            return sign;
        }
    }
}
