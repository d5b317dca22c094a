package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Registration;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEventSink;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Two applications on one node over TCP; what they may do is shown by {@code SeveralApplicationsTest}. */
final class TwoApplicationsTest {
    /** Completes with the first message and its topic, and answers nothing. */
    private static Application first(CompletableFuture<String> heard) {
        return node -> Behaviors.receiveMessage(event -> {
            if (event instanceof ApplicationEvent.Delivered delivered) {
                heard.complete(delivered.topic() + " " + delivered.payload().size());
            }
            return Behaviors.same();
        });
    }

    /** Never comes back from the first thing that it hears. */
    private static Application stuck(CompletableFuture<Void> release) {
        return node -> Behaviors.receiveMessage(event -> {
            release.join();
            return Behaviors.same();
        });
    }

    @Test
    void oneThatIsStuckKeepsNothingFromTheOther() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        CompletableFuture<Void> release = new CompletableFuture<>();
        P2pNode both = ((StartOutcome.Started) TestNodes.await(P2pNode.start(
                        TestNodes.config(),
                        TestNodes.key(1),
                        List.of(
                                Registration.of("chat", first(heard), Topic.TX),
                                Registration.of("chain", stuck(release), Topic.BLOCK)),
                        List.of(),
                        NodeEventSink.NONE)))
                .node();
        P2pNode other = ((StartOutcome.Started)
                        TestNodes.await(P2pNode.start(TestNodes.config(), TestNodes.key(2), null, NodeEventSink.NONE)))
                .node();
        try {
            String address = both.id().hex() + "@" + both.listening().orElseThrow();
            TestNodes.await(other.dial(PeerAddress.parse(address), false));
            TestNodes.await(other.sendTo(both.id(), Topic.BLOCK, Bytes.wrap(new byte[10])));
            TestNodes.await(other.sendTo(both.id(), Topic.TX, Bytes.wrap(new byte[20])));
            assertThat(TestNodes.await(heard)).isEqualTo("TX 20");
        } finally {
            release.complete(null);
            TestNodes.await(other.stop(Duration.ofSeconds(1)));
            TestNodes.await(both.stop(Duration.ofSeconds(1)));
        }
    }
}
