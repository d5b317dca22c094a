package dev.understory.workload;

import dev.understory.measure.Metric;
import dev.understory.measure.MetricSet;
import dev.understory.measure.Recorder;
import dev.understory.mux.Topic;
import java.util.Locale;

/** Messages and bytes per topic at the application's side of every node: what was offered to peers and what arrived. */
public final class Traffic {
    /** Name of the counter of messages offered to admitted peers. */
    public static final String MESSAGES_SENT = "messages.sent";

    /** Name of the counter of messages delivered to applications. */
    public static final String MESSAGES_DELIVERED = "messages.delivered";

    /** Name of the counter of payload bytes offered. */
    public static final String BYTES_SENT = "bytes.sent";

    /** Name of the counter of payload bytes delivered. */
    public static final String BYTES_DELIVERED = "bytes.delivered";

    private final Metric[] messagesSent;
    private final Metric[] messagesDelivered;
    private final Metric[] bytesSent;
    private final Metric[] bytesDelivered;

    private Traffic(Metric[] messagesSent, Metric[] messagesDelivered, Metric[] bytesSent, Metric[] bytesDelivered) {
        this.messagesSent = messagesSent;
        this.messagesDelivered = messagesDelivered;
        this.bytesSent = bytesSent;
        this.bytesDelivered = bytesDelivered;
    }

    /** Declares the counters of all topics. */
    public static Traffic declare(MetricSet metrics) {
        return new Traffic(
                perTopic(metrics, MESSAGES_SENT, Metric.Unit.COUNT),
                perTopic(metrics, MESSAGES_DELIVERED, Metric.Unit.COUNT),
                perTopic(metrics, BYTES_SENT, Metric.Unit.BYTES),
                perTopic(metrics, BYTES_DELIVERED, Metric.Unit.BYTES));
    }

    void sent(Recorder recorder, Topic topic, long atNanos, int copies, int size) {
        if (copies > 0) {
            recorder.count(messagesSent[topic.ordinal()], atNanos, copies);
            recorder.count(bytesSent[topic.ordinal()], atNanos, (long) copies * size);
        }
    }

    void delivered(Recorder recorder, Topic topic, long atNanos, int size) {
        recorder.count(messagesDelivered[topic.ordinal()], atNanos, 1);
        recorder.count(bytesDelivered[topic.ordinal()], atNanos, size);
    }

    private static Metric[] perTopic(MetricSet metrics, String name, Metric.Unit unit) {
        Topic[] topics = Topic.values();
        Metric[] counters = new Metric[topics.length];
        for (Topic topic : topics) {
            counters[topic.ordinal()] =
                    metrics.declare(name, Metric.Kind.COUNTER, unit, "", topic.name().toLowerCase(Locale.ROOT));
        }
        return counters;
    }
}
