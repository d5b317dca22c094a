package dev.understory.measure;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of its audience each broadcast message reached. The audience of a message are the nodes that were up from its
 * publication until its deadline, or the end of the run if that is sooner, without its publisher. Whether a node counts
 * must not depend on whether it got the message: who leaves before the deadline is not judged, with the message or without.
 */
final class Deliveries {
    private final List<Recorder> nodes;
    private final Spans spans;
    private final long untilNanos;

    Deliveries(List<Recorder> nodes, Spans spans, long untilNanos) {
        this.nodes = nodes;
        this.spans = spans;
        this.untilNanos = untilNanos;
    }

    /** A message, and what came of it. */
    private static final class Message {
        final long publishedAt;
        final int publisher;
        long judged;
        long received;
        long unjudged;

        Message(long publishedAt, int publisher) {
            this.publishedAt = publishedAt;
            this.publisher = publisher;
        }
    }

    /** What came of the messages that were published in the spans. */
    Audience audience(int workload, BitSet among, long deadlineNanos, boolean[] during) {
        Map<Long, Message> published = published(workload, during);
        for (int node = among.nextSetBit(0); node >= 0; node = among.nextSetBit(node + 1)) {
            judge(node, published, deadlineNanos);
        }
        Values shares = new Values();
        Values unjudged = new Values();
        long judged = 0;
        long received = 0;
        for (Message message : published.values()) {
            if (message.judged > 0) {
                shares.add(Math.round(1e9 * message.received / message.judged));
            }
            unjudged.add(message.unjudged);
            judged += message.judged;
            received += message.received;
        }
        return new Audience(shares, unjudged, judged, judged - received);
    }

    /** Copies beyond the first; one value per message that was published in the spans and node that got it. */
    Values duplicates(int workload, BitSet receivers, boolean[] during) {
        Map<Long, Message> published = published(workload, during);
        Values copies = new Values();
        for (int node = receivers.nextSetBit(0); node >= 0; node = receivers.nextSetBit(node + 1)) {
            nodes.get(node).receipts().received().forEach((id, value) -> {
                if (Receipts.wasGiven(value) && published.containsKey(id)) {
                    copies.add(Math.max(0, Receipts.copies(value) - 1));
                }
            });
        }
        return copies;
    }

    /** In the order of publishers, and of their messages. */
    private Map<Long, Message> published(int workload, boolean[] during) {
        Map<Long, Message> messages = new LinkedHashMap<>();
        for (int publisher = 0; publisher < nodes.size(); publisher++) {
            Receipts receipts = nodes.get(publisher).receipts();
            for (int i = 0; i < receipts.publishedIds().size(); i++) {
                long id = receipts.publishedIds().get(i);
                long at = receipts.publishedAt().get(i);
                if (Receipts.workload(id) == workload && during[spans.at(at)]) {
                    messages.put(id, new Message(at, publisher));
                }
            }
        }
        return messages;
    }

    private void judge(int node, Map<Long, Message> published, long deadlineNanos) {
        Uptime uptime = nodes.get(node).uptime();
        LongLongMap received = nodes.get(node).receipts().received();
        published.forEach((id, message) -> {
            long at = message.publishedAt;
            long deadline = Math.min(at + deadlineNanos, Math.max(at, untilNanos));
            if (node == message.publisher || !uptime.touches(at, at + 1)) {
                return;
            }
            if (!uptime.covers(at, deadline)) {
                message.unjudged++;
                return;
            }
            message.judged++;
            message.received += Receipts.wasGiven(received.get(id)) ? 1 : 0;
        });
    }
}
