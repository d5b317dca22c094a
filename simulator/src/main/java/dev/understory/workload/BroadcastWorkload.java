package dev.understory.workload;

import dev.understory.identity.PublicKey;
import dev.understory.measure.Metric;
import dev.understory.measure.MetricSet;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.Locale;

/**
 * Messages for everybody, by flooding: a node passes on the first copy of a message to all its peers but the one it came
 * from. Measures the latency from publication to the first copy at each node, and the copies after the first.
 */
public final class BroadcastWorkload implements Workload {
    /** Name of the latency from publication to the first copy at a node. */
    public static final String LATENCY = "broadcast.latency";

    /** Name of the counter of first copies. */
    public static final String RECEIVED = "broadcast.received";

    /** Name of the counter of copies after the first. */
    public static final String DUPLICATES = "broadcast.duplicates";

    /** Name of the counter of messages published. */
    public static final String PUBLISHED = "broadcast.published";

    /** Bytes before the padding: workload, origin, sequence number, time of publication. */
    public static final int HEADER = 1 + Integer.BYTES + Integer.BYTES + Long.BYTES;

    private static final int ORIGIN = 1;
    private static final int SEQUENCE = ORIGIN + Integer.BYTES;
    private static final int PUBLISHED_AT = SEQUENCE + Integer.BYTES;

    private final String name;
    private final Topic topic;
    private final List<Schedule> schedules;
    private final Metric latency;
    private final Metric received;
    private final Metric duplicates;
    private final Metric published;

    /**
     * A broadcast workload.
     *
     * @param schedules what each node publishes, by the number of the node; sizes below {@link #HEADER} count as that
     */
    public BroadcastWorkload(String name, Topic topic, List<Schedule> schedules, MetricSet metrics) {
        String label = topic.name().toLowerCase(Locale.ROOT);
        this.name = name;
        this.topic = topic;
        this.schedules = schedules;
        this.latency = metrics.durations(LATENCY, name, label);
        this.received = metrics.counter(RECEIVED, name, label);
        this.duplicates = metrics.counter(DUPLICATES, name, label);
        this.published = metrics.counter(PUBLISHED, name, label);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Participant join(Seat seat) {
        return new Flooding(seat, schedules.get(seat.index()));
    }

    /** One node's part: publishes by its schedule, passes on what is new. */
    private final class Flooding implements Participant {
        private final Seat seat;
        private final Schedule schedule;
        private final SeenMessages seen = new SeenMessages();
        private int next;

        Flooding(Seat seat, Schedule schedule) {
            this.seat = seat;
            this.schedule = schedule;
        }

        @Override
        public void start() {
            next = schedule.firstFrom(seat.now());
            scheduleNext();
        }

        @Override
        public void timer(long what) {
            publish(next);
            next++;
            scheduleNext();
        }

        @Override
        public void delivered(PublicKey sender, Topic arrivedOn, Bytes message) {
            if (message.size() < HEADER) {
                return;
            }
            long id = Fields.getLong(message, ORIGIN);
            long publishedAt = Fields.getLong(message, PUBLISHED_AT);
            if (!seen.add(id)) {
                seat.recorder().count(duplicates, publishedAt, 1);
                return;
            }
            seat.recorder().sample(latency, publishedAt, seat.now() - publishedAt);
            seat.recorder().count(received, publishedAt, 1);
            seat.recorder().received(seat.workload(), id);
            seat.broadcast(topic, message, peer -> !peer.id().equals(sender));
        }

        private void publish(int sequence) {
            long now = seat.now();
            byte[] message = new byte[Math.max(HEADER, schedule.size(sequence))];
            message[0] = (byte) seat.workload();
            Fields.putInt(message, ORIGIN, seat.index());
            Fields.putInt(message, SEQUENCE, sequence);
            Fields.putLong(message, PUBLISHED_AT, now);
            Bytes bytes = Bytes.wrap(message);
            long id = Fields.getLong(bytes, ORIGIN);
            seen.add(id);
            seat.recorder().count(published, now, 1);
            seat.recorder().published(seat.workload(), id, now);
            seat.broadcast(topic, bytes, peer -> true);
        }

        private void scheduleNext() {
            if (next < schedule.count()) {
                seat.schedule(0, schedule.atNanos(next) - seat.now());
            }
        }
    }
}
