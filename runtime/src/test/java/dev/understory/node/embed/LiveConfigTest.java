package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.understory.admission.MustConnectAnswer;
import dev.understory.admission.ReconfigureAnswer;
import dev.understory.node.config.ConfigReading;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.NodeConfigReader;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.observe.NodeEvent;
import dev.understory.peer.NodeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a configuration that a node is told to go by, whatever the node says to it. */
class LiveConfigTest {
    private static final ReconfigureAnswer APPLIED =
            new ReconfigureAnswer.Applied(new MustConnectAnswer(0, List.of(), List.of(), List.of()), 0);

    private final List<NodeEvent> events = new ArrayList<>();
    private final List<NodeCommand.Reconfigure> asked = new ArrayList<>();
    private CompletionStage<ReconfigureAnswer> answer = CompletableFuture.completedFuture(APPLIED);

    @TempDir
    Path folder;

    private LiveConfig live(String settings) throws IOException {
        Path file = write(settings);
        return switch (NodeConfigReader.read(file, ConfigFactory.empty(), List.of())) {
            case ConfigReading.Read read ->
                new LiveConfig(read.config(), events::add, wanted -> List.of("few descriptors"));
            case ConfigReading.Unreadable unreadable -> throw new AssertionError(unreadable.problems());
        };
    }

    private Path write(String settings) throws IOException {
        return Files.writeString(folder.resolve("node.conf"), "understory.p2p { " + settings + " }");
    }

    private CompletionStage<ReloadAnswer> reload(LiveConfig live) {
        return live.reload(command -> {
            asked.add((NodeCommand.Reconfigure) command.apply(null));
            return answer;
        });
    }

    @Test
    void nothingIsToldOfWhereNothingHasChanged() throws IOException {
        LiveConfig live = live("max-inbound = 5");
        assertThat(TestNodes.await(reload(live))).isInstanceOfSatisfying(ReloadAnswer.Applied.class, applied -> {
            assertThat(applied.changes()).isEmpty();
            assertThat(applied.warnings()).contains("few descriptors");
        });
        assertThat(events).isEmpty();
    }

    @Test
    void whatTheNodeDoesNotAnswerIsToldOfAndMayBeInForceUntilItAnswers() throws IOException {
        LiveConfig live = live("max-outbound = 5");
        NodeConfig before = live.now();
        write("max-outbound = 6, must-connect = [\""
                + TestNodes.key(7).publicKey().hex() + "@192.0.2.7:9001\"]");
        answer = CompletableFuture.failedFuture(new TimeoutException());
        assertThat(reload(live).toCompletableFuture()).isCompletedExceptionally();
        assertThat(events).containsExactly(new NodeEvent.ReconfigureUnanswered("the node took too long"));
        assertThat(live.now()).isSameAs(before);
        write("max-outbound = 5");
        answer = CompletableFuture.completedFuture(APPLIED);
        TestNodes.await(reload(live));
        assertThat(asked).last().returns(false, NodeCommand.Reconfigure::keepsMustConnect);
        assertThat(events).last().isInstanceOf(NodeEvent.Reconfigured.class);
        TestNodes.await(reload(live));
        assertThat(asked).last().returns(true, NodeCommand.Reconfigure::keepsMustConnect);
        assertThat(events).hasSize(2);
    }
}
