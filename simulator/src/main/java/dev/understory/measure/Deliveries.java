package dev.understory.measure;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How much of its audience each broadcast message reached. The audience of a message are the nodes that were up from its
 * publication to the end of the run, without its publisher.
 */
final class Deliveries {
    private static final int AT = 0;
    private static final int EXPECTED = 1;
    private static final int RECEIVED = 2;

    private final List<Recorder> nodes;
    private final Spans spans;
    private final long untilNanos;

    Deliveries(List<Recorder> nodes, Spans spans, long untilNanos) {
        this.nodes = nodes;
        this.spans = spans;
        this.untilNanos = untilNanos;
    }

    /** The share, in billionths, of each message that was published in the spans; one value per message. */
    Distribution ratios(int workload, BitSet audience, boolean[] during) {
        Map<Long, long[]> published = new HashMap<>();
        Distribution ratios = new Distribution();
        LongLog order = new LongLog();
        for (int node = 0; node < nodes.size(); node++) {
            collect(node, workload, audience, during, published, order);
        }
        for (int node = 0; node < nodes.size(); node++) {
            if (audience.get(node)) {
                countReceipts(nodes.get(node), published);
            }
        }
        for (int i = 0; i < order.size(); i++) {
            long[] message = Objects.requireNonNull(published.get(order.get(i)));
            if (message[EXPECTED] > 0) {
                ratios.add(Math.round(1e9 * message[RECEIVED] / message[EXPECTED]));
            }
        }
        return ratios;
    }

    /** Copies beyond the first; one value per message that was published in the spans and node that got it. */
    Distribution duplicates(int workload, BitSet receivers, boolean[] during) {
        Map<Long, long[]> published = new HashMap<>();
        BitSet nobody = new BitSet();
        for (int node = 0; node < nodes.size(); node++) {
            collect(node, workload, nobody, during, published, new LongLog());
        }
        Distribution copies = new Distribution();
        for (int node = receivers.nextSetBit(0); node >= 0; node = receivers.nextSetBit(node + 1)) {
            nodes.get(node).receipts().received().forEach((id, value) -> {
                if (Receipts.wasGiven(value) && published.containsKey(id)) {
                    copies.add(Math.max(0, Receipts.copies(value) - 1));
                }
            });
        }
        return copies;
    }

    private void collect(
            int publisher, int workload, BitSet audience, boolean[] during, Map<Long, long[]> into, LongLog order) {
        Receipts receipts = nodes.get(publisher).receipts();
        for (int i = 0; i < receipts.publishedIds().size(); i++) {
            long id = receipts.publishedIds().get(i);
            long at = receipts.publishedAt().get(i);
            if (Receipts.workload(id) == workload && during[spans.at(at)]) {
                into.put(id, new long[] {at, audienceOf(at, publisher, audience), 0});
                order.add(id);
            }
        }
    }

    private long audienceOf(long at, int publisher, BitSet audience) {
        long count = 0;
        for (int node = audience.nextSetBit(0); node >= 0; node = audience.nextSetBit(node + 1)) {
            if (node != publisher && nodes.get(node).uptime().covers(at, untilNanos)) {
                count++;
            }
        }
        return count;
    }

    private void countReceipts(Recorder recorder, Map<Long, long[]> published) {
        recorder.receipts().received().forEach((id, value) -> {
            long[] message = published.get(id);
            if (message != null && Receipts.wasGiven(value) && recorder.uptime().covers(message[AT], untilNanos)) {
                message[RECEIVED]++;
            }
        });
    }
}
