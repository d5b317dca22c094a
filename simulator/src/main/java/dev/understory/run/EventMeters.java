package dev.understory.run;

import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent.DropReason;
import java.util.Locale;

/** The meters of what a node reports of its connections, traffic per topic included. */
final class EventMeters {
    final Meter[] messagesSent;
    final Meter[] messagesDelivered;
    final Meter[] bytesSent;
    final Meter[] bytesDelivered;
    final Meter refusedSends;
    final Meter opened;
    final Meter handshakes;
    final Meter failedDials;
    final Meter defects;
    final Meter restarts;
    final Meter handshakeTime;
    final Meter[] failedHandshakes;
    final Meter[] refused;
    final Meter[] closed;
    final Meter[] dropped;
    final Meter[] offences;

    private EventMeters(MeterSet meters) {
        messagesSent = perTopic(meters, "messages.sent", Meter.Unit.COUNT);
        messagesDelivered = perTopic(meters, "messages.delivered", Meter.Unit.COUNT);
        bytesSent = perTopic(meters, "bytes.sent", Meter.Unit.BYTES);
        bytesDelivered = perTopic(meters, "bytes.delivered", Meter.Unit.BYTES);
        refusedSends = meters.counter("messages.refused", "", "");
        opened = meters.counter("links.opened", "", "");
        handshakes = meters.counter("handshakes.completed", "", "");
        failedDials = meters.counter("dials.failed", "", "");
        defects = meters.counter("defects", "", "");
        restarts = meters.gauge("restarts");
        handshakeTime = meters.durations("handshake.time", "", "");
        failedHandshakes = perReason(meters, "handshakes.failed", CloseReason.values());
        refused = perReason(meters, "peers.refused", CloseReason.values());
        closed = perReason(meters, "peers.closed", CloseReason.values());
        dropped = perReason(meters, "messages.dropped", DropReason.values());
        offences = perReason(meters, "offences", Offence.values());
    }

    static EventMeters declare(MeterSet meters) {
        return new EventMeters(meters);
    }

    private static Meter[] perTopic(MeterSet meters, String name, Meter.Unit unit) {
        Topic[] topics = Topic.values();
        Meter[] counters = new Meter[topics.length];
        for (Topic topic : topics) {
            counters[topic.ordinal()] = meters.declare(
                    name, Meter.Kind.COUNTER, unit, "", topic.name().toLowerCase(Locale.ROOT));
        }
        return counters;
    }

    private static Meter[] perReason(MeterSet meters, String name, Enum<?>[] reasons) {
        Meter[] counters = new Meter[reasons.length];
        for (Enum<?> reason : reasons) {
            counters[reason.ordinal()] =
                    meters.counter(name + "." + reason.name().toLowerCase(Locale.ROOT), "", "");
        }
        return counters;
    }
}
