package dev.understory.plan;

import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent.DropReason;
import java.util.Locale;
import java.util.Map;

/** The meters of what a node reports of its connections, traffic per topic included. */
public final class EventMeters {
    public final Meter[] messagesSent;
    public final Meter[] messagesDelivered;
    public final Meter[] bytesSent;
    public final Meter[] bytesDelivered;
    public final Meter refusedSends;
    public final Meter opened;
    public final Meter handshakes;
    public final Meter failedDials;
    public final Meter defects;
    public final Meter restarts;
    public final Meter handshakeTime;
    public final Meter[] failedHandshakes;
    public final Meter[] refused;
    public final Meter[] closed;
    public final Meter[] dropped;
    public final Meter[] offences;
    /** Of nodes that are no attackers. */
    public final Meter[] honestOffences;

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
        honestOffences = perReason(meters, "honest.offences", Offence.values());
    }

    public static EventMeters declare(MeterSet meters) {
        return new EventMeters(meters);
    }

    private static Meter[] perTopic(MeterSet meters, String name, Meter.Unit unit) {
        Map<Topic, String> labels = meters.topics().all();
        Meter[] counters = new Meter[labels.size()];
        labels.forEach((topic, label) ->
                counters[topic.ordinal()] = meters.declare(name, Meter.Kind.COUNTER, unit, "", label));
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
