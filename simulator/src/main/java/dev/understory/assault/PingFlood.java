package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import java.util.List;

/**
 * Pings without end.
 *
 * @param pings a second on each connection
 */
public record PingFlood(String name, Raid raid, double pings) implements Assault {
    private static final Key<PingFlood, Double> PINGS = Key.required(
            "pings",
            Quantities.inBaseUnits(Dimension.RATE, 1e-2, 1e6),
            PingFlood::pings,
            "how many on each connection: `5000/s`");

    /** How scenarios write it. */
    public static final WorkloadKind<PingFlood> KIND = WorkloadKind.sharing(
            "ping-flood",
            PingFlood.class,
            RaidKeys.with(List.of(PINGS)),
            RaidKeys.ALL,
            e -> new PingFlood(e.get(WorkloadKind.NAME), RaidKeys.read(e), e.get(PINGS)),
            "pings without end from admitted peers.",
            draw -> new PingFlood(draw.name(), RaidKeys.example(draw), draw.number(1000) / 8.0));

    @Override
    public WorkloadKind<PingFlood> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.pings(pings);
    }
}
