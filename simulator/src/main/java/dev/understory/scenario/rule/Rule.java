package dev.understory.scenario.rule;

import java.util.List;

/** Something that is true or false of the nodes at a moment. */
public sealed interface Rule {
    /** A rule with a name of its own. */
    record Standard(StandardRule rule) implements Rule {}

    /**
     * Two numbers compared. At most one side is a {@link Expression.Quantified}; the comparison then holds when it holds
     * for all, or for any, of its values.
     */
    record Compare(Expression left, Comparator comparator, Expression right) implements Rule {}

    /** True when all parts are. */
    record And(List<Rule> parts) implements Rule {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** True when at least one part is. */
    record Or(List<Rule> parts) implements Rule {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** True when the part is not. */
    record Not(Rule part) implements Rule {}

    /** How two numbers are compared. */
    enum Comparator {
        AT_MOST("<="),
        AT_LEAST(">="),
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        MORE(">");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        /** As rules write it. */
        public String sign() {
            return sign;
        }

        /** Whether it holds between these two. */
        public boolean test(double left, double right) {
            return switch (this) {
                case AT_MOST -> left <= right;
                case AT_LEAST -> left >= right;
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case LESS -> left < right;
                case MORE -> left > right;
            };
        }
    }
}
