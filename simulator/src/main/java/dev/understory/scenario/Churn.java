package dev.understory.scenario;

import dev.understory.law.Distribution;
import java.math.BigDecimal;
import java.util.List;

/**
 * Nodes that come and go by themselves.
 *
 * @param session how long a node stays; nanoseconds
 * @param downtime how long it is away; nanoseconds
 * @param steadyState whether at time zero nodes are in the middle of their sessions and absences, so that there is no
 *     artificial wave at the start
 * @param leave how nodes leave
 * @param during the phases in which nodes leave; always when empty. Who is away comes back in any phase
 */
public record Churn(
        String name,
        Selector who,
        Distribution session,
        Distribution downtime,
        boolean steadyState,
        Leave leave,
        List<String> during) {
    public Churn {
        during = List.copyOf(during);
    }

    /**
     * How nodes leave: shares of the departures. The rest is graceful.
     *
     * @param crash share whose processes die
     * @param powerLoss share whose machines are gone
     */
    public record Leave(double crash, double powerLoss) {
        /** Half of them crash. */
        public static final Leave DEFAULT = new Leave(0.5, 0);

        /** The share that goes without a goodbye: both of them, added in decimal. */
        public double abrupt() {
            return BigDecimal.valueOf(crash).add(BigDecimal.valueOf(powerLoss)).doubleValue();
        }

        /** The share that closes its connections first. */
        public double graceful() {
            return rest(crash, powerLoss);
        }

        /** What two shares leave of one, in decimal: 0.3 of 0.6 and 0.1. */
        static double rest(double share, double other) {
            return BigDecimal.ONE
                    .subtract(BigDecimal.valueOf(share))
                    .subtract(BigDecimal.valueOf(other))
                    .max(BigDecimal.ZERO)
                    .doubleValue();
        }
    }
}
