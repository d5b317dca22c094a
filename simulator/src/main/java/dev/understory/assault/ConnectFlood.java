package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.scenario.WorkloadKind;
import java.util.List;

/** Connections on which nothing is said. */
public record ConnectFlood(String name, Raid raid) implements Assault {
    /** How scenarios write it. */
    public static final WorkloadKind<ConnectFlood> KIND = WorkloadKind.sharing(
            "connect-flood",
            ConnectFlood.class,
            RaidKeys.with(List.of()),
            RaidKeys.ALL,
            e -> new ConnectFlood(e.get(WorkloadKind.NAME), RaidKeys.read(e)),
            "connections on which nothing is said; with `hold: 0s` each is reset as soon as it is open.",
            draw -> new ConnectFlood(draw.name(), RaidKeys.example(draw)));

    @Override
    public WorkloadKind<ConnectFlood> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.silent();
    }
}
