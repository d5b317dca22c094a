package dev.understory.load;

import dev.understory.application.GossipRules;
import dev.understory.law.Distribution;
import dev.understory.mux.Topic;
import dev.understory.scenario.Acting;
import dev.understory.scenario.ActingKeys;
import dev.understory.scenario.Distributions;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Loading;
import dev.understory.scenario.MessageSizes;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import dev.understory.workload.BroadcastWorkload;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * Messages for everybody.
 *
 * @param acting who publishes, and when
 * @param among who takes part: receives, relays and is counted
 * @param silent those of them that relay nothing, and are not counted
 * @param size of each message; bytes
 * @param relay how messages get to those who are no peers of the publisher
 * @param deadline how long from its publication a node has to stay up to be judged by whether it got a message
 */
public record Broadcast(
        String name,
        Acting acting,
        Topic topic,
        Selector among,
        Selector silent,
        Distribution size,
        Relay relay,
        Duration deadline)
        implements Workload {
    private static final Key<Broadcast, Topic> TOPIC = Key.withDefault(
            "topic",
            Shapes.word("topic", WorkloadKind.TOPICS, Topic::name),
            Topic.BLOCK,
            Broadcast::topic,
            "of the messages: `BLOCK`, `TX`, `CONSENSUS` or `BLOCK_REQUEST`");
    private static final Key<Broadcast, Selector> AMONG = Key.withDefault(
            "among", Selectors.SET, Selector.EVERYONE, Broadcast::among, "who receives, relays and is counted");
    private static final Key<Broadcast, Selector> SILENT = Key.withDefault(
            "silent",
            Selectors.SET,
            Selector.NOBODY,
            Broadcast::silent,
            "those of them that take messages and pass none on, as attackers do who drop everything; they are not counted."
                    + " Nobody by default");
    private static final Key<Broadcast, Distribution> SIZE = Key.withDefault(
            "size",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(1024),
            Broadcast::size,
            "of each message, a distribution, of [what the topic carries](#what-a-message-carries)");
    private static final Key<Broadcast, Relay> RELAY = Key.withDefault(
            "relay",
            Shapes.constant("relay", Relay.class),
            Relay.GOSSIP,
            Broadcast::relay,
            "`gossip`: seen first, passed on to all peers but the sender; `fetch`: large ones are announced to them instead, and asked"
                    + " for by who lacks them (`p2p.gossip.fetch`); `choose`: as `fetch`, and small ones are sent by the few peers that were"
                    + " soonest lately and announced by the others; `agreed`: what the nodes offer each other (`p2p.capabilities`), as in"
                    + " production; `direct`: only the publisher sends, to its peers");
    private static final Key<Broadcast, Duration> DEADLINE = Key.withDefault(
            "deadline",
            Quantities.duration(),
            Duration.ofSeconds(10),
            Broadcast::deadline,
            "who leaves sooner after a publication is not judged by whether it got the message;"
                    + " longer than the slowest delivery");
    private static final ActingKeys<Broadcast> ACTS = new ActingKeys<>(
            Broadcast::acting,
            "who publishes: one node, drawn anew for each message. With `pick: all` each of them publishes at that pace",
            "messages at most");

    /** How scenarios write it. */
    public static final WorkloadKind<Broadcast> KIND = new WorkloadKind<>(
            "broadcast",
            Broadcast.class,
            List.of(
                    WorkloadKind.NAME,
                    TOPIC,
                    ACTS.from(),
                    AMONG,
                    SILENT,
                    ACTS.every(),
                    ACTS.rate(),
                    SIZE,
                    RELAY,
                    ACTS.count(),
                    DEADLINE,
                    WorkloadKind.DURING),
            Broadcast::read,
            "messages for everybody.",
            Broadcast::example);

    /** Dissemination of a broadcast. */
    public enum Relay {
        /** A node passes on what it sees for the first time to all peers but the one it came from. */
        GOSSIP(GossipRules.Manner.FLOOD),
        /** The same, but large messages are announced and asked for. */
        FETCH(GossipRules.Manner.FETCH),
        /** And small ones come unasked from few peers. */
        CHOOSE(GossipRules.Manner.CHOOSE),
        /** What the nodes offer each other. */
        AGREED(GossipRules.Manner.AGREED),
        /** Only the publisher sends, to its own peers. */
        DIRECT(GossipRules.Manner.FLOOD);

        private final GossipRules.Manner manner;

        Relay(GossipRules.Manner manner) {
            this.manner = manner;
        }
    }

    private static Broadcast read(Entries e) {
        MessageSizes.check(e, SIZE, e.get(TOPIC));
        return new Broadcast(
                e.get(WorkloadKind.NAME),
                ACTS.read(e),
                e.get(TOPIC),
                e.get(AMONG),
                e.get(SILENT),
                e.get(SIZE),
                e.get(RELAY),
                e.get(DEADLINE));
    }

    private static Broadcast example(Draw draw) {
        return new Broadcast(
                draw.name(),
                Acting.example(draw),
                draw.oneOf(new Topic[] {Topic.BLOCK, Topic.TX, Topic.CONSENSUS}),
                draw.once(),
                draw.once(),
                draw.size(),
                draw.oneOf(Relay.values()),
                draw.time());
    }

    @Override
    public WorkloadKind<Broadcast> kind() {
        return KIND;
    }

    @Override
    public List<String> during() {
        return acting.during();
    }

    @Override
    public List<Whom> whom() {
        return List.of(acting.whom(), Whom.any(AMONG.name(), among), Whom.any(SILENT.name(), silent));
    }

    @Override
    public String sampledTopic() {
        return topic.name();
    }

    @Override
    public void plan(Loading run) {
        BitSet takingPart = run.choose(among);
        BitSet dropping = silent.equals(Selector.NOBODY) ? new BitSet() : run.choose(silent);
        BitSet counted = (BitSet) takingPart.clone();
        counted.andNot(dropping);
        BitSet attackers = attackers(run, takingPart);
        BitSet sentTo = (BitSet) takingPart.clone();
        sentTo.or(attackers);
        dropping.or(attackers);
        Distribution cut = size.atMost(run.scenario().largestMessage(topic));
        run.carry(
                new BroadcastWorkload(
                        new BroadcastWorkload.Settings(
                                name, topic, sentTo, dropping, relay != Relay.DIRECT, relay.manner),
                        run.schedules(acting, cut),
                        run.meters()),
                counted);
    }

    /** Nobody can tell attackers from others: where all others take part, they are sent messages too, and pass none on. */
    private static BitSet attackers(Loading run, BitSet takingPart) {
        BitSet others = run.choose(Selector.EVERYONE);
        BitSet attackers = new BitSet();
        if (takingPart.equals(others)) {
            attackers.set(0, run.nodes());
            attackers.andNot(others);
        }
        return attackers;
    }
}
