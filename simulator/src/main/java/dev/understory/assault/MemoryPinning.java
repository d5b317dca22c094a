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
 * Messages that are begun and never ended.
 *
 * @param topics one on each
 * @param size of what is sent of each; bytes
 */
public record MemoryPinning(String name, Raid raid, List<Topic> topics, long size) implements Assault {
    private static final Key<MemoryPinning, List<Topic>> TOPICS = Key.withDefault(
            "topics",
            Shapes.oneOrMore(Shapes.word("topic", WorkloadKind.TOPICS, Topic::name)),
            List.of(Topic.BLOCK),
            MemoryPinning::topics,
            "one message on each, one topic or a list");
    private static final Key<MemoryPinning, Long> SIZE = Key.required(
            "size",
            Quantities.wholeUnits(Dimension.SIZE, 1, 1L << 30),
            MemoryPinning::size,
            "what is sent of each message");

    /** How scenarios write it. */
    public static final WorkloadKind<MemoryPinning> KIND = WorkloadKind.sharing(
            "memory-pinning",
            MemoryPinning.class,
            RaidKeys.with(List.of(TOPICS, SIZE)),
            RaidKeys.ALL,
            e -> new MemoryPinning(e.get(WorkloadKind.NAME), RaidKeys.read(e), e.get(TOPICS), e.get(SIZE)),
            "messages that are begun and never ended; then only pings, so that the connection stays.",
            MemoryPinning::example);

    public MemoryPinning {
        topics = List.copyOf(topics);
    }

    private static MemoryPinning example(Draw draw) {
        return new MemoryPinning(
                draw.name(),
                RaidKeys.example(draw),
                List.of(draw.oneOf(new Topic[] {Topic.TX, Topic.BLOCK}), Topic.CONSENSUS),
                draw.number(1 << 20));
    }

    @Override
    public WorkloadKind<MemoryPinning> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.pin(topics, size);
    }
}
