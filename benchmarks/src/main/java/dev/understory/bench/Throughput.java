package dev.understory.bench;

import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What one connection carries in one direction: bulk at three message sizes, and small messages by number. */
final class Throughput implements Suite {
    private static final Path LOOPBACK_BYTES = Path.of("/sys/class/net/lo/statistics/tx_bytes");

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public String summary() {
        return "bulk at 1 KB, 64 KB and 1 MB messages, and 100-byte messages each offered on its own";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        List<Measurement> found = new ArrayList<>();
        found.addAll(bulk(context, "1KB", 1_000));
        found.addAll(bulk(context, "64KB", 64_000));
        found.addAll(bulk(context, "1MB", 1_000_000));
        found.addAll(small(context));
        return found;
    }

    private static List<Measurement> bulk(BenchContext context, String label, int size) throws Exception {
        try (NodePair pair = NodePair.connect(node -> Behaviors.<ApplicationEvent>ignore())) {
            pair.saturate(Topic.BLOCK, size);
            Flow flow = measure(pair, context);
            Measurement bulk = Measurement.of("bulk/" + label, flow.end.gigabytesPerSecondSince(flow.begin), "GB/s");
            return List.of(
                    bulk.atLeast(0.9),
                    Measurement.of("bulk/" + label + "/of-aead", bulk.value(), "GB/s")
                            .beside("aead bulk", context.limit("aead bulk"))
                            .atLeastTimesLimit(0.7));
        }
    }

    private static List<Measurement> small(BenchContext context) throws Exception {
        try (NodePair pair = NodePair.connect(node -> Behaviors.<ApplicationEvent>ignore())) {
            pair.saturate(Topic.TX, 100);
            Flow flow = measure(pair, context);
            List<Measurement> found = new ArrayList<>();
            found.add(Measurement.of("messages/100B", flow.end.messagesPerSecondSince(flow.begin), "1/s")
                    .atLeast(1_500_000));
            if (flow.wireBytes > 0) {
                double each = (double) flow.wireBytes / (flow.end.messages() - flow.begin.messages());
                found.add(Measurement.of("messages/100B/wire", each, "B").atMost(165));
            }
            return found;
        }
    }

    private static Flow measure(NodePair pair, BenchContext context) throws Exception {
        Thread.sleep((long) (context.warmUp() * 1000));
        long wire = loopbackBytes();
        NodePair.Counted begin = pair.counted();
        Thread.sleep((long) (context.seconds() * 1000));
        NodePair.Counted end = pair.counted();
        return new Flow(begin, end, loopbackBytes() - wire);
    }

    /** Bytes that crossed loopback, TCP and IP headers included; 0 where the system does not say. */
    private static long loopbackBytes() throws IOException {
        return Files.isReadable(LOOPBACK_BYTES)
                ? Long.parseLong(Files.readString(LOOPBACK_BYTES).strip())
                : 0;
    }

    private record Flow(NodePair.Counted begin, NodePair.Counted end, long wireBytes) {}
}
