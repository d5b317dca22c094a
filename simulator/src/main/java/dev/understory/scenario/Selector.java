package dev.understory.scenario;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Chooses nodes. A node is chosen if it fits every list that is not empty, and is then subject to {@link #pick()}.
 * The selector that says nothing chooses every node.
 *
 * @param honestOnly leaves attackers out
 */
public record Selector(
        List<String> groups,
        List<NodeGroup.Role> roles,
        List<String> regions,
        List<String> access,
        boolean honestOnly,
        Pick pick) {
    /** Every node. */
    public static final Selector EVERYONE =
            new Selector(List.of(), List.of(), List.of(), List.of(), false, new Pick.All());

    /** No node. */
    public static final Selector NOBODY =
            new Selector(List.of(), List.of(), List.of(), List.of(), false, new Pick.Fraction(BigDecimal.ZERO));

    public Selector {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        regions = List.copyOf(regions);
        access = List.copyOf(access);
    }

    /** How many of the nodes that fit. */
    public sealed interface Pick {
        /** All of them. */
        record All() implements Pick {}

        /** One, drawn anew each time the selector is used: for each message, for each repetition of an event. */
        record Any() implements Pick {}

        /** So many, drawn once per run; all of them if there are fewer. */
        record Some(int count) implements Pick {}

        /**
         * This share of them, drawn once per run. Shares are decimal and exact: of 100 nodes 0.07 are 7.
         *
         * @param share from 0 to 1; equal shares are equal however many zeros they were written with
         */
        record Fraction(BigDecimal share) implements Pick {
            public Fraction {
                share = share.stripTrailingZeros();
            }

            /** How many of {@code count} nodes that is, rounded up: a share above zero is somebody. */
            public int of(int count) {
                return share.multiply(BigDecimal.valueOf(count))
                        .setScale(0, RoundingMode.CEILING)
                        .intValueExact();
            }
        }
    }
}
