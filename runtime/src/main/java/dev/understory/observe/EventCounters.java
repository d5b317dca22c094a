package dev.understory.observe;

import dev.understory.connection.CloseReason;
import dev.understory.connection.ConnectionEvent;
import dev.understory.connection.SendOutcome;
import dev.understory.mux.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts a node's events by what happened and why; each refusal, end and drop moves exactly one counter. Safe for any
 * thread.
 */
public final class EventCounters implements NodeEventSink {
    private static final int REASONS = CloseReason.values().length;
    private static final int TOPICS = Topic.values().length;

    private final AtomicLongArray refused = new AtomicLongArray(REASONS);
    private final AtomicLongArray failedHandshakes = new AtomicLongArray(REASONS);
    private final AtomicLongArray closed = new AtomicLongArray(REASONS);
    private final AtomicLongArray drops = new AtomicLongArray(ConnectionEvent.DropReason.values().length);
    private final AtomicLongArray refusedSends = new AtomicLongArray(SendOutcome.values().length);
    private final AtomicLongArray single = new AtomicLongArray(Single.values().length);
    private final AtomicLongArray messagesIn = new AtomicLongArray(TOPICS);
    private final AtomicLongArray bytesIn = new AtomicLongArray(TOPICS);
    private final AtomicLongArray messagesOut = new AtomicLongArray(TOPICS);
    private final AtomicLongArray bytesOut = new AtomicLongArray(TOPICS);

    /** What is counted without a reason. */
    public enum Single {
        /** Links opened. */
        OPENED,
        /** Peers admitted. */
        ADMITTED,
        /** Dials that gave no link or no peer. */
        DIAL_FAILED,
        /** Tries to listen that failed. */
        LISTEN_FAILED,
        /** Defects that were contained. */
        DEFECTS
    }

    @Override
    public void emit(NodeEvent event) {
        if (event instanceof NodeEvent.Connection connection) {
            count(connection.event());
        }
    }

    private void count(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Opened opened -> single.incrementAndGet(Single.OPENED.ordinal());
            case ConnectionEvent.PeerAdmitted admitted -> single.incrementAndGet(Single.ADMITTED.ordinal());
            case ConnectionEvent.DialFailed failed -> single.incrementAndGet(Single.DIAL_FAILED.ordinal());
            case ConnectionEvent.ListenFailed failed -> single.incrementAndGet(Single.LISTEN_FAILED.ordinal());
            case ConnectionEvent.Defect defect -> single.incrementAndGet(Single.DEFECTS.ordinal());
            case ConnectionEvent.LinkRefused link -> refused.incrementAndGet(link.reason().ordinal());
            case ConnectionEvent.PeerRefused peer -> refused.incrementAndGet(peer.reason().ordinal());
            case ConnectionEvent.HandshakeFailed failed ->
                failedHandshakes.incrementAndGet(failed.reason().ordinal());
            case ConnectionEvent.PeerClosed gone -> closed.incrementAndGet(gone.reason().ordinal());
            case ConnectionEvent.MessagesDropped dropped ->
                drops.addAndGet(dropped.reason().ordinal(), dropped.count());
            case ConnectionEvent.SendRefused send -> refusedSends.incrementAndGet(send.outcome().ordinal());
            case ConnectionEvent.Listening listening -> {}
            case ConnectionEvent.StreamChanged changed -> {}
            case ConnectionEvent.RoundTrip trip -> {}
        }
    }

    @Override
    public void delivered(Topic topic, int count, long bytes) {
        messagesIn.addAndGet(topic.id(), count);
        bytesIn.addAndGet(topic.id(), bytes);
    }

    @Override
    public void sent(Topic topic, int bytes) {
        messagesOut.incrementAndGet(topic.id());
        bytesOut.addAndGet(topic.id(), bytes);
    }

    /** One of the counters without a reason. */
    public long of(Single what) {
        return single.get(what.ordinal());
    }

    /** Links and peers refused for that reason. */
    public long refused(CloseReason reason) {
        return refused.get(reason.ordinal());
    }

    /** Handshakes that failed for that reason. */
    public long failedHandshakes(CloseReason reason) {
        return failedHandshakes.get(reason.ordinal());
    }

    /** Admitted connections that ended for that reason. */
    public long closed(CloseReason reason) {
        return closed.get(reason.ordinal());
    }

    /** Received messages that were dropped for that reason. */
    public long dropped(ConnectionEvent.DropReason reason) {
        return drops.get(reason.ordinal());
    }

    /** Sends that were refused so, of those that did not ask. */
    public long refusedSends(SendOutcome outcome) {
        return refusedSends.get(outcome.ordinal());
    }

    /** Messages that went to consumers. */
    public long messagesIn(Topic topic) {
        return messagesIn.get(topic.id());
    }

    /** Messages that were taken for sending. */
    public long messagesOut(Topic topic) {
        return messagesOut.get(topic.id());
    }

    /** Payload bytes that went to consumers. */
    public long bytesIn(Topic topic) {
        return bytesIn.get(topic.id());
    }

    /** Payload bytes that were taken for sending. */
    public long bytesOut(Topic topic) {
        return bytesOut.get(topic.id());
    }

    /** All counters that are not zero, by a name like {@code closed.LIVENESS_TIMEOUT}, in a fixed order. */
    public Map<String, Long> nonZero() {
        Map<String, Long> found = new LinkedHashMap<>();
        add(found, "", single, Single.values());
        add(found, "refused.", refused, CloseReason.values());
        add(found, "handshake.", failedHandshakes, CloseReason.values());
        add(found, "closed.", closed, CloseReason.values());
        add(found, "dropped.", drops, ConnectionEvent.DropReason.values());
        add(found, "send.", refusedSends, SendOutcome.values());
        add(found, "messages.in.", messagesIn, Topic.values());
        add(found, "bytes.in.", bytesIn, Topic.values());
        add(found, "messages.out.", messagesOut, Topic.values());
        add(found, "bytes.out.", bytesOut, Topic.values());
        return found;
    }

    private static void add(Map<String, Long> to, String prefix, AtomicLongArray counters, Enum<?>[] names) {
        for (int i = 0; i < names.length; i++) {
            if (counters.get(i) != 0) {
                to.put(prefix + names[i].name(), counters.get(i));
            }
        }
    }
}
