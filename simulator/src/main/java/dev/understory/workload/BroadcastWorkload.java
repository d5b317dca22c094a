package dev.understory.workload;

import dev.understory.application.GossipRules;
import dev.understory.application.GossipTopic;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.identity.PublicKey;
import dev.understory.measure.LifeRecorder;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages for everybody, by the gossip of the node. With relaying, a node accepts the first copy of a message, which then
 * goes on to all its peers but those it came from; without, only the publisher sends. Who is silent takes messages and passes
 * none on. Measures the latency from publication to the first copy at each node, and the copies after the first.
 */
public final class BroadcastWorkload implements SharedWorkload {
    /** Name of the latency from publication to the first copy at a node. */
    public static final String LATENCY = "broadcast.latency";

    /** Name of the counter of messages published. */
    public static final String PUBLISHED = "broadcast.published";

    /** Name of the counter of messages that did not arrive as they were published. */
    public static final String ALTERED = "broadcast.altered";

    /** Bytes before the padding: workload, origin, sequence number, time of publication, check sum of the padding. */
    public static final int HEADER = 1 + 2 * Integer.BYTES + 2 * Long.BYTES;

    private static final int ORIGIN = 1;
    private static final int SEQUENCE = ORIGIN + Integer.BYTES;
    private static final int PUBLISHED_AT = SEQUENCE + Integer.BYTES;
    private static final int CHECK_SUM = PUBLISHED_AT + Long.BYTES;
    private static final int SEQUENCE_BITS = 28;

    /** Messages that are known to be intact, at most; the place of one is taken by the next that comes to it. */
    private static final int KNOWN = 16;

    private final Settings settings;
    private final List<Schedule> schedules;
    private final Meter latency;
    private final Meter published;
    private final Meter altered;
    /**
     * Where nobody copies messages, all nodes receive the same array: it is summed up once and not by each of them. Whatever
     * thread finds what of the others here, at worst it sums up again.
     */
    private final @Nullable Bytes[] intact = new @Nullable Bytes[KNOWN];

    /**
     * What a broadcast workload is.
     *
     * @param among the nodes that receive and relay
     * @param silent those of them that relay nothing, and are measured by nothing
     * @param relays whether a node passes on what is new to it
     * @param manner how it does
     */
    public record Settings(
            String name, Topic topic, BitSet among, BitSet silent, boolean relays, GossipRules.Manner manner) {}

    /**
     * A broadcast workload.
     *
     * @param schedules what each node publishes, by the number of the node; sizes below {@link #HEADER} count as that
     */
    public BroadcastWorkload(Settings settings, List<Schedule> schedules, MeterSet meters) {
        String label = meters.topics().of(settings.topic());
        this.settings = settings;
        this.schedules = schedules;
        this.latency = meters.durations(LATENCY, settings.name(), label);
        this.published = meters.counter(PUBLISHED, settings.name(), label);
        this.altered = meters.counter(ALTERED, settings.name(), label);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(settings.topic());
    }

    @Override
    public Participant join(WorkloadContext context) {
        return new Spreading(context, schedules.get(context.index()));
    }

    /** The number of a message: its origin, then its number there; 56 bits. */
    private static long id(Bytes message) {
        return (long) Fields.getInt(message, ORIGIN) << SEQUENCE_BITS | Fields.getInt(message, SEQUENCE);
    }

    private static long checkSum(byte[] array, int from, int to) {
        long sum = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            sum = sum * 31 + Fields.getLong(array, at);
        }
        for (; at < to; at++) {
            sum = sum * 31 + array[at];
        }
        return sum;
    }

    private boolean isIntact(Bytes message, long id) {
        Bytes known = intact[place(id)];
        if (known != null && known.isSame(message)) {
            return true;
        }
        int end = message.offset() + message.size();
        boolean isIntact =
                Fields.getLong(message, CHECK_SUM) == checkSum(message.array(), message.offset() + HEADER, end);
        if (isIntact) {
            intact[place(id)] = message;
        }
        return isIntact;
    }

    /**
     * What makes a message known again: its header, with the check sum of the rest. One that was altered on its way is another
     * message, so that it cannot keep the true one out.
     */
    private Bytes identity(Bytes message) {
        return message.size() > HEADER && isIntact(message, id(message)) ? message.slice(0, HEADER) : message;
    }

    private static int place(long id) {
        return Math.floorMod(Long.hashCode(id), KNOWN);
    }

    /** One node's part: publishes by its schedule, passes on what is new. */
    private final class Spreading implements Participant {
        private final WorkloadContext context;
        private final LifeRecorder recorder;
        private final Schedule schedule;
        private final boolean takesPart;
        private final boolean isSilent;
        private final GossipTopic gossip;
        private int next;

        Spreading(WorkloadContext context, Schedule schedule) {
            this.context = context;
            this.recorder = context.recorder();
            this.schedule = schedule;
            this.takesPart = settings.among().get(context.index());
            this.isSilent = settings.silent().get(context.index());
            boolean everybody =
                    settings.among().cardinality() == context.directory().size();
            this.gossip = context.gossip(
                    settings.topic(),
                    new GossipRules(
                            everybody ? peer -> true : this::isAmong,
                            settings.manner(),
                            BroadcastWorkload.this::identity));
        }

        @Override
        public void start() {
            next = schedule.firstFrom(context.now());
            scheduleNext();
        }

        @Override
        public void timer(long what) {
            publish(next);
            next++;
            scheduleNext();
        }

        @Override
        public void delivered(PublicKey sender, Topic topic, Bytes message) {
            if (message.size() < HEADER || !takesPart) {
                return;
            }
            switch (gossip.hear(sender, message)) {
                case Sight.First first -> gossip.judge(first.token(), judge(message));
                case Sight.Again again -> recorder.discarded(context.workload(), id(message));
                case Sight.NoRoom dropped -> {
                    // Not with verdicts that are given at once.
                }
            }
        }

        private Verdict judge(Bytes message) {
            if (isSilent) {
                return Verdict.IGNORE;
            }
            long id = id(message);
            if (!isIntact(message, id)) {
                recorder.count(altered, context.now(), 1);
                return Verdict.reject(Offence.INVALID_MESSAGE);
            }
            long publishedAt = Fields.getLong(message, PUBLISHED_AT);
            recorder.sample(latency, publishedAt, context.now() - publishedAt);
            recorder.given(context.workload(), id);
            return settings.relays() ? Verdict.USEFUL : Verdict.IGNORE;
        }

        private void publish(int sequence) {
            long now = context.now();
            byte[] message = new byte[Math.max(HEADER, schedule.size(sequence))];
            message[0] = (byte) context.workload();
            Fields.putInt(message, ORIGIN, context.index());
            Fields.putInt(message, SEQUENCE, sequence);
            Fields.putLong(message, PUBLISHED_AT, now);
            for (int i = HEADER; i < message.length; i++) {
                message[i] = (byte) (i + sequence);
            }
            Fields.putLong(message, CHECK_SUM, checkSum(message, HEADER, message.length));
            Bytes bytes = Bytes.wrap(message);
            recorder.count(published, now, 1);
            recorder.published(context.workload(), id(bytes), now);
            gossip.publish(bytes);
        }

        private boolean isAmong(PeerInfo peer) {
            int index = context.directory().indexOf(peer.id());
            return index >= 0 && settings.among().get(index);
        }

        private void scheduleNext() {
            if (next < schedule.count()) {
                context.schedule(0, schedule.atNanos(next) - context.now());
            }
        }
    }
}
