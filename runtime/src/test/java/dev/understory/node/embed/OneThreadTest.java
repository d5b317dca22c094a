package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.mux.Topic;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.session.ConnectionEvent;
import dev.understory.wire.Bytes;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Row R4: a node whose one thread is taken away again and again, for nearly a second each time. */
class OneThreadTest {
    private static final long STALL = TimeUnit.MILLISECONDS.toNanos(900);
    private static final int STALLS = 3;

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aStallOfTheOnlyThreadForLessThanASecondCostsNoPeer() {
        BlockingQueue<Long> stalls = new LinkedBlockingQueue<>();
        TestNode slow = nodes.start(
                TestNodes.key(1),
                stalling(stalls),
                "understory.node { event-loops = 1, application-thread = event-loop, crypto-threads = 1 }");
        TestNode one = nodes.start(2);
        TestNode two = nodes.start(3);
        TestNodes.await(one.node().dial(slow.address(), true));
        TestNodes.await(two.node().dial(slow.address(), true));
        for (int i = 0; i < STALLS; i++) {
            TestNodes.await(one.node().sendTo(slow.node().id(), Topic.TX, Bytes.wrap(new byte[] {1})));
            TestNodes.poll(stalls);
            pingIsAnswered(one);
            pingIsAnswered(two);
        }
    }

    /** Without anybody having been lost before. */
    private static void pingIsAnswered(TestNode node) {
        node.await(ConnectionEvent.class, event -> {
            assertThat(event).isNotInstanceOf(ConnectionEvent.PeerClosed.class);
            return event instanceof ConnectionEvent.RoundTrip;
        });
    }

    /** An application that keeps the thread it shares with all connections, which none may do. */
    private static Application stalling(BlockingQueue<Long> stalls) {
        return node -> Behaviors.receiveMessage(event -> {
            if (event instanceof ApplicationEvent.Delivered delivered
                    && delivered.payload().size() > 0) {
                long end = System.nanoTime() + STALL;
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                stalls.add(end);
            }
            return Behaviors.same();
        });
    }
}
