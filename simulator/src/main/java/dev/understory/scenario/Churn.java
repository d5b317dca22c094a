package dev.understory.scenario;

import dev.understory.scenario.law.Distribution;
import java.util.List;

/**
 * Nodes that come and go by themselves.
 *
 * @param session how long a node stays; nanoseconds
 * @param downtime how long it is away; nanoseconds
 * @param steadyState whether at time zero nodes are in the middle of their sessions and absences, so that there is no
 *     artificial wave at the start
 * @param crash share of the departures without a goodbye; the others close their connections
 * @param during the phases in which nodes leave; always when empty. Who is away comes back in any phase
 */
public record Churn(
        String name,
        Selector who,
        Distribution session,
        Distribution downtime,
        boolean steadyState,
        double crash,
        List<String> during) {
    public Churn {
        during = List.copyOf(during);
    }
}
