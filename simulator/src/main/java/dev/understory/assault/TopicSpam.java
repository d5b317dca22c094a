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
 * Good messages that nobody can use.
 *
 * @param size of each; bytes
 * @param messages a second on each connection
 */
public record TopicSpam(String name, Raid raid, Topic topic, int size, double messages) implements Assault {
    private static final Key<TopicSpam, Topic> TOPIC = Key.withDefault(
            "topic",
            Shapes.word("topic", WorkloadKind.TOPICS, Topic::name),
            Topic.TX,
            TopicSpam::topic,
            "of the messages");
    private static final Key<TopicSpam, Long> SIZE = Key.withDefault(
            "size",
            Quantities.wholeUnits(Dimension.SIZE, 1, 4 << 20),
            200L,
            spam -> (long) spam.size(),
            "of each message, up to 4MiB");
    private static final Key<TopicSpam, Double> MESSAGES = Key.required(
            "messages",
            Quantities.inBaseUnits(Dimension.RATE, 1e-2, 1e6),
            TopicSpam::messages,
            "how many on each connection: `500/s`. What the victim does not take is not sent later");

    /** How scenarios write it. */
    public static final WorkloadKind<TopicSpam> KIND = WorkloadKind.sharing(
            "topic-spam",
            TopicSpam.class,
            RaidKeys.with(List.of(TOPIC, SIZE, MESSAGES)),
            RaidKeys.ALL,
            e -> new TopicSpam(
                    e.get(WorkloadKind.NAME),
                    RaidKeys.read(e),
                    e.get(TOPIC),
                    e.get(SIZE).intValue(),
                    e.get(MESSAGES)),
            "good messages that no application can use. Applications of a run ignore them; what looking at one costs them is"
                    + " not modelled.",
            TopicSpam::example);

    private static TopicSpam example(Draw draw) {
        return new TopicSpam(
                draw.name(),
                RaidKeys.example(draw),
                draw.oneOf(new Topic[] {Topic.TX, Topic.BLOCK}),
                draw.number(1 << 20),
                draw.number(1000) / 8.0);
    }

    @Override
    public WorkloadKind<TopicSpam> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.spam(topic, size, messages);
    }
}
