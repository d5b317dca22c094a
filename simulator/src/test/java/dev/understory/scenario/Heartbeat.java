package dev.understory.scenario;

import dev.understory.identity.PublicKey;
import dev.understory.measure.Meter;
import dev.understory.mux.Topic;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.StandardRule;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.wire.Bytes;
import dev.understory.workload.Participant;
import dev.understory.workload.SharedWorkload;
import dev.understory.workload.WorkloadContext;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A workload of a kind that the simulator does not have: nodes tell all their peers again and again that they are there. */
record Heartbeat(String name, Selector among, Duration every) implements Workload {
    private static final Key<Heartbeat, Selector> AMONG =
            Key.withDefault("among", Selectors.SET, Selector.EVERYONE, Heartbeat::among, "whose hearts beat");
    private static final Key<Heartbeat, Duration> PERIOD = Key.withDefault(
            "period", Quantities.positiveDuration(), Duration.ofSeconds(1), Heartbeat::every, "from beat to beat");

    static final WorkloadKind<Heartbeat> KIND = new WorkloadKind<>(
            "heartbeat",
            Heartbeat.class,
            List.of(WorkloadKind.NAME, AMONG, PERIOD),
            e -> new Heartbeat(e.get(WorkloadKind.NAME), e.get(AMONG), e.get(PERIOD)),
            "nodes tell their peers that they are there.",
            draw -> new Heartbeat(draw.name(), draw.once(), draw.time()));

    static final Metric BEATS = Metric.state("heartbeats", Dimension.NUMBER, "beats heard so far")
            .of(KIND.word())
            .done();

    static final Metric GAP = Metric.sample("heartbeat.gap", Dimension.DURATION, "beat heard: since the one before it")
            .of(KIND.word())
            .ofParticipants()
            .missing(from -> from.missing("heartbeat.gap", "heartbeats", "first of their kind"))
            .done();

    static final StandardRule FRESH = new StandardRule(
            "heartbeat.fresh",
            KIND.word(),
            "no beat comes later than after two periods",
            "late beats",
            () -> (measured, subjects, among) -> measured.total("heartbeat.late", among));

    @Override
    public WorkloadKind<?> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.any(AMONG.name(), among));
    }

    @Override
    public void plan(Loading run) {
        BitSet beating = run.choose(among);
        Meter heard = run.meters().counter(BEATS.word(), name, "");
        Meter gap = run.meters().durations(GAP.word(), name, "");
        Meter late = run.meters().counter("heartbeat.late", name, "");
        run.carry(
                new SharedWorkload() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public Set<Topic> topics() {
                        return EnumSet.of(Topic.TX);
                    }

                    @Override
                    public Participant join(WorkloadContext context) {
                        return new Heart(context, beating.get(context.index()), every, heard, gap, late);
                    }
                },
                beating);
    }

    /** The part of a node. */
    private record Heart(
            WorkloadContext context,
            boolean beats,
            Duration every,
            Meter heard,
            Meter gap,
            Meter late,
            Map<PublicKey, Long> last)
            implements Participant {
        Heart(WorkloadContext context, boolean beats, Duration every, Meter heard, Meter gap, Meter late) {
            this(context, beats, every, heard, gap, late, new HashMap<>());
        }

        @Override
        public void start() {
            if (beats) {
                context.schedule(0, every.toNanos());
            }
        }

        @Override
        public void timer(long what) {
            context.broadcast(Topic.TX, Bytes.wrap(new byte[] {(byte) context.workload()}), peer -> true);
            start();
        }

        @Override
        public void delivered(PublicKey sender, Topic topic, Bytes message) {
            if (!beats) {
                return;
            }
            long now = context.now();
            context.recorder().count(heard, now, 1);
            Long before = last.put(sender, now);
            if (before != null) {
                context.recorder().sample(gap, now, now - before);
                context.recorder().count(late, now, now - before > 2 * every.toNanos() ? 1 : 0);
            }
        }
    }
}
