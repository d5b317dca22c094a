package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.scenario.WorkloadKind;
import java.util.List;

/** Peers that behave, and are there only to take the slots of others. */
public record Sybil(String name, Raid raid) implements Assault {
    /** How scenarios write it. */
    public static final WorkloadKind<Sybil> KIND = WorkloadKind.sharing(
            "sybil",
            Sybil.class,
            RaidKeys.with(List.of()),
            RaidKeys.ALL,
            e -> new Sybil(e.get(WorkloadKind.NAME), RaidKeys.read(e)),
            """
            peers that behave and are there only to take the slots of others: they answer nothing, relay nothing, and ping
            once a second.""",
            draw -> new Sybil(draw.name(), RaidKeys.example(draw)));

    @Override
    public WorkloadKind<Sybil> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.idle();
    }
}
