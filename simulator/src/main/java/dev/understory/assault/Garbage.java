package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.attack.Conduct.Stage;
import dev.understory.scenario.Draw;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.util.List;

/**
 * Bytes by chance.
 *
 * @param at one of these stages is drawn for each connection
 * @param size bytes
 */
public record Garbage(String name, Raid raid, List<Stage> at, int size) implements Assault {
    private static final int LARGEST = 900_000;

    private static final Key<Garbage, List<Stage>> AT = Key.withDefault(
            "at",
            Shapes.oneOrMore(Shapes.constant("stage", Stage.class)),
            List.of(Stage.values()),
            Garbage::at,
            "where, one or a list of which one is drawn for each connection: `handshake`: instead of its first record;"
                    + " `frame`: instead of the first frame of an admitted peer; `message`: in good frames, as a record");
    private static final Key<Garbage, Long> SIZE = Key.withDefault(
            "size",
            Quantities.wholeUnits(Dimension.SIZE, 1, LARGEST),
            2_000L,
            garbage -> (long) garbage.size(),
            "how much of it, up to 900KB");

    /** How scenarios write it. */
    public static final WorkloadKind<Garbage> KIND = WorkloadKind.sharing(
            "garbage",
            Garbage.class,
            RaidKeys.with(List.of(AT, SIZE)),
            RaidKeys.ALL,
            e -> new Garbage(
                    e.get(WorkloadKind.NAME),
                    RaidKeys.read(e),
                    e.get(AT),
                    e.get(SIZE).intValue()),
            "bytes by chance where others are due.",
            Garbage::example);

    public Garbage {
        at = List.copyOf(at);
    }

    private static Garbage example(Draw draw) {
        return new Garbage(
                draw.name(),
                RaidKeys.example(draw),
                List.of(draw.oneOf(Stage.values()), Stage.FRAME),
                draw.number(LARGEST));
    }

    @Override
    public WorkloadKind<Garbage> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.garbage(at, size);
    }
}
