package dev.understory.bench;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.ApplicationEvent.Delivered;
import dev.understory.application.Node;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Round trips of 100-byte CONSENSUS messages between two applications, idle and while bulk saturates another topic; with the
 * applications on threads of their own, and on the event loops.
 */
final class RoundTrips implements Suite {
    @Override
    public String name() {
        return "round-trip";
    }

    @Override
    public String summary() {
        return "CONSENSUS round trips, idle and while bulk saturates the same connection";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        List<Measurement> found = new ArrayList<>(measure(context, "own", ""));
        found.addAll(measure(context, "event-loop", "/on-loop"));
        return found;
    }

    private static List<Measurement> measure(BenchContext context, String thread, String label) throws Exception {
        Histogram idle;
        Histogram loaded;
        double bulk;
        Pinger pinger = new Pinger(context);
        try (NodePair pair = NodePair.connect(thread, pinger)) {
            idle = pinger.measuredOver(pair);
        }
        Pinger busy = new Pinger(context);
        try (NodePair pair = NodePair.connect(thread, busy)) {
            pair.saturate(Topic.BLOCK, 64_000);
            NodePair.Counted begin = pair.counted();
            loaded = busy.measuredOver(pair);
            bulk = pair.counted().gigabytesPerSecondSince(begin);
        }
        return List.of(
                at(idle, 50, "round-trip" + label + "/p50")
                        .beside("tcp p50", context.limit("tcp p50"))
                        .atMostTimesLimit(1.25),
                at(idle, 99, "round-trip" + label + "/p99")
                        .beside("tcp p99", context.limit("tcp p99"))
                        .atMostTimesLimit(1.6),
                at(idle, 99.9, "round-trip" + label + "/p99.9").beside("tcp p99.9", context.limit("tcp p99.9")),
                at(loaded, 50, "under-bulk" + label + "/p50"),
                at(loaded, 99, "under-bulk" + label + "/p99").atMost(2000),
                at(loaded, 99.9, "under-bulk" + label + "/p99.9"),
                Measurement.of("under-bulk" + label + "/bulk", bulk, "GB/s"));
    }

    private static Measurement at(Histogram histogram, double percentile, String name) {
        return Measurement.of(name, histogram.getValueAtPercentile(percentile) / 1e3, "us");
    }

    /** One message under way at a time, from the first peer's admission on. */
    private static final class Pinger implements Application {
        private final BenchContext context;
        private final Histogram histogram = new Histogram(3);
        private final CountDownLatch done = new CountDownLatch(1);

        Pinger(BenchContext context) {
            this.context = context;
        }

        /** Waits for the measurement over a pair that stays connected meanwhile. */
        Histogram measuredOver(NodePair pair) throws InterruptedException, IOException {
            while (!done.await(1, TimeUnit.SECONDS)) {
                if (pair.counted().peers() == 0) {
                    throw new IOException("the nodes lost each other");
                }
            }
            return histogram;
        }

        @Override
        public Behavior<ApplicationEvent> create(Node node) {
            Bytes message = Bytes.wrap(new byte[RawTcp.MESSAGE]);
            long[] times = new long[2];
            return Behaviors.receiveMessage(event -> {
                long now = System.nanoTime();
                switch (event) {
                    case ApplicationEvent.PeerAdmitted(var peer) -> {
                        times[0] = now;
                        send(node, peer.id(), message, times);
                    }
                    case Delivered(PublicKey sender, Topic topic, var payload) -> {
                        if (now - times[0] > context.warmUpNanos()) {
                            histogram.recordValue(now - times[1]);
                        }
                        if (now - times[0] > context.totalNanos()) {
                            done.countDown();
                        } else {
                            send(node, sender, message, times);
                        }
                    }
                    case ApplicationEvent.PeerLost lost -> {}
                    case ApplicationEvent.SendCompleted completed -> {}
                    case ApplicationEvent.Own own -> {}
                }
                return Behaviors.same();
            });
        }

        private static void send(Node node, PublicKey to, Bytes message, long[] times) {
            times[1] = System.nanoTime();
            node.send(to, Topic.CONSENSUS, message);
        }
    }
}
