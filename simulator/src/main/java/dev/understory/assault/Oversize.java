package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.mux.Topic;
import dev.understory.scenario.Draw;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.util.List;

/**
 * More than is allowed.
 *
 * @param what is too long
 * @param size of it; bytes
 * @param topic of a message
 */
public record Oversize(String name, Raid raid, What what, long size, Topic topic) implements Assault {
    private static final long LARGEST = 0xffff_ffffL;

    /** What can be too long. */
    public enum What {
        /** The first record of the handshake. */
        HANDSHAKE,
        /** A record of an admitted peer. */
        RECORD,
        /** A message of an admitted peer. */
        MESSAGE
    }

    private static final Key<Oversize, What> WHAT = Key.required(
            "what",
            Shapes.constant("thing", What.class),
            Oversize::what,
            "`handshake`: its first record; `record`: one of an admitted peer; both claim `size` and send 16KiB."
                    + " `message`: one that is sent until it has `size`, or the victim ends it");
    private static final Key<Oversize, Long> SIZE = Key.required(
            "size", Quantities.wholeUnits(Dimension.SIZE, 1, LARGEST), Oversize::size, "claimed or sent, below 4GiB");
    private static final Key<Oversize, Topic> TOPIC = Key.withDefault(
            "topic",
            Shapes.word("topic", WorkloadKind.TOPICS, Topic::name),
            Topic.BLOCK,
            Oversize::topic,
            "of a `message`");

    /** How scenarios write it. */
    public static final WorkloadKind<Oversize> KIND = WorkloadKind.sharing(
            "oversize",
            Oversize.class,
            RaidKeys.with(List.of(WHAT, SIZE, TOPIC)),
            RaidKeys.ALL,
            e -> new Oversize(e.get(WorkloadKind.NAME), RaidKeys.read(e), e.get(WHAT), e.get(SIZE), e.get(TOPIC)),
            "more than the protocol allows.",
            Oversize::example);

    private static Oversize example(Draw draw) {
        return new Oversize(
                draw.name(),
                RaidKeys.example(draw),
                draw.oneOf(What.values()),
                draw.number(1 << 30),
                draw.oneOf(new Topic[] {Topic.TX, Topic.BLOCK}));
    }

    @Override
    public WorkloadKind<Oversize> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return switch (what) {
            case HANDSHAKE -> Conduct.tooLongRecord(true, size);
            case RECORD -> Conduct.tooLongRecord(false, size);
            case MESSAGE -> Conduct.longMessage(topic, size);
        };
    }
}
