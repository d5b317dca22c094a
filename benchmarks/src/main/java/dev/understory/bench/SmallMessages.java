package dev.understory.bench;

import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** How many messages of 100 bytes one connection carries, and the bytes each takes on the wire. */
final class SmallMessages implements Suite {
    @Override
    public String name() {
        return "messages";
    }

    @Override
    public String summary() {
        return "100-byte messages, each offered on its own, and the bytes they take on the wire";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        try (NodePair pair = NodePair.connect(node -> Behaviors.<ApplicationEvent>ignore())) {
            pair.saturate(Topic.TX, 100);
            Flow flow = Flow.through(pair, context);
            List<Measurement> found = new ArrayList<>();
            found.add(Measurement.of("messages/100B", flow.end().messagesPerSecondSince(flow.begin()), "1/s")
                    .atLeast(1_500_000));
            if (flow.wireBytes() > 0) {
                double each = (double) flow.wireBytes()
                        / (flow.end().messages() - flow.begin().messages());
                found.add(Measurement.of("messages/100B/wire", each, "B").atMost(165));
            }
            return found;
        }
    }
}
