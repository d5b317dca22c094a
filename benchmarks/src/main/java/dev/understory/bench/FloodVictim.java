package dev.understory.bench;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.ApplicationEvent.Delivered;
import dev.understory.mux.Topic;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.observe.EventCounters;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The node under a flood, in a JVM of its own, as it is by default: it sends CONSENSUS back, and tells its counters on request. */
final class FloodVictim {
    private static final Application ECHO = node -> Behaviors.receiveMessage(event -> {
        if (event instanceof Delivered delivered && delivered.topic() == Topic.CONSENSUS) {
            node.send(delivered.sender(), Topic.CONSENSUS, delivered.payload());
        }
        return Behaviors.<ApplicationEvent>same();
    });

    private FloodVictim() {}

    /**
     * Prints its address, then answers {@code counters}.
     *
     * @param mustConnect the peer that may come in whatever happens, an address
     */
    static void serve(BufferedReader in, String flood, String mustConnect) throws Exception {
        EventCounters counters = new EventCounters();
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            P2pNode node = start(settings(folder.path(), FloodKind.of(flood), mustConnect), counters);
            ChildJvm.say(node.id().hex() + "@" + node.listening().orElseThrow());
            while (in.readLine() != null) {
                ChildJvm.say(FloodMob.line(counters.nonZero()));
            }
            node.stop(Duration.ofSeconds(1)).toCompletableFuture().join();
        }
    }

    private static P2pNode start(String settings, EventCounters counters) throws Exception {
        return switch (P2pNode.start(NodeConfig.parse(settings), ECHO, counters)
                .toCompletableFuture()
                .get()) {
            case StartOutcome.Started started -> started.node();
            case StartOutcome.Failed failed -> throw new IOException("the node did not start: " + failed);
        };
    }

    static String settings(Path folder, FloodKind kind, String mustConnect) {
        return """
            understory.node.data-dir = "%s"
            understory.p2p {
              listen-address = "127.0.0.1:0", discovery.enabled = false
              must-connect = ["%s"]
              %s
            }
            """.formatted(folder, mustConnect, kind.settings());
    }
}
