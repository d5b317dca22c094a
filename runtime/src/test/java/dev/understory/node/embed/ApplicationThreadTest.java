package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ApplicationThreadTest {
    private static final String LOOP = "understory-loop";

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    @Test
    void anApplicationLeavesTheEventLoopsAloneUnlessToldOtherwise() {
        assertThat(threadOfADelivery()).doesNotStartWith(LOOP);
    }

    @Test
    void anApplicationOnTheEventLoopRunsWhereTheBytesWereRead() {
        assertThat(threadOfADelivery("understory.node.application-thread = event-loop"))
                .startsWith(LOOP);
    }

    private String threadOfADelivery(String... settings) {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        Application application = node -> Behaviors.receiveMessage(event -> {
            if (event instanceof ApplicationEvent.Delivered) {
                threads.add(Thread.currentThread().getName());
            }
            return Behaviors.same();
        });
        TestNode receiver = nodes.start(TestNodes.key(1), application, settings);
        TestNode sender = nodes.start(2);
        TestNodes.await(sender.node().dial(receiver.address(), true));
        TestNodes.await(sender.node().whenPeers(1));
        sender.node().broadcast(Topic.TX, Bytes.wrap(new byte[] {1}), List.of());
        return TestNodes.poll(threads);
    }
}
