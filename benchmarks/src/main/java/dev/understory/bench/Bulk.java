package dev.understory.bench;

import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What one connection carries in one direction, at three message sizes. */
final class Bulk implements Suite {
    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public String summary() {
        return "what one connection carries at messages of 1 KB, 64 KB and 1 MB, and the CPU time it takes";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        List<Measurement> found = new ArrayList<>();
        found.addAll(measure(context, "own", "1KB", 1_000));
        found.addAll(measure(context, "own", "64KB", 64_000));
        found.addAll(measure(context, "own", "1MB", 1_000_000));
        found.addAll(measure(context, "event-loop", "on-loop/64KB", 64_000));
        found.addAll(measure(context, "event-loop", "on-loop/1MB", 1_000_000));
        return found;
    }

    private static List<Measurement> measure(BenchContext context, String thread, String label, int size)
            throws Exception {
        try (NodePair pair = NodePair.connect(thread, node -> Behaviors.<ApplicationEvent>ignore())) {
            pair.saturate(Topic.BLOCK, size);
            Flow flow = Flow.through(pair, context);
            Measurement bulk =
                    Measurement.of("bulk/" + label, flow.end().gigabytesPerSecondSince(flow.begin()), "GB/s");
            List<Measurement> found = new ArrayList<>();
            found.add(bulk.atLeast(0.9));
            found.add(Measurement.of("bulk/" + label + "/of-aead", bulk.value(), "GB/s")
                    .beside("aead bulk", context.limit("aead bulk"))
                    .atLeastTimesLimit(0.7));
            double cpu = flow.end().cpuSecondsPerGigabyteSince(flow.begin());
            if (!Double.isNaN(cpu)) {
                found.add(Measurement.of("bulk/" + label + "/cpu", cpu, "s/GB").atMost(4));
            }
            return found;
        }
    }
}
