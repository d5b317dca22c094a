package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.observe.NodeEvent;
import dev.understory.peer.NodeCommand;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node is nothing without its peer set, whose end is a defect unless the node ends too. */
final class PeerSetEndTest {
    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.1.1", 1);
    private long actors;

    @BeforeEach
    void start() {
        actors = world.actors();
        node.start();
        world.run(Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itsEndEndsTheNodeAndIsADefectOnce() {
        world.end(node.actor, "peerSet");
        world.run(Duration.ZERO);
        assertThat(node.events(ConnectionEvent.Defect.class))
                .extracting(ConnectionEvent.Defect::where)
                .containsExactly("peer set");
        assertThat(services()).isEmpty();
        assertThat(node.nodeEvents.getLast()).isInstanceOf(NodeEvent.Stopped.class);
        assertThat(world.actors()).isEqualTo(actors);
    }

    @Test
    void aNodeThatIsToldToStopMeanwhileStopsAtOnce() {
        world.end(node.actor, "peerSet");
        node.actor.tell(new NodeCommand.Stop(Duration.ofSeconds(3), null));
        world.run(Duration.ofSeconds(1));
        assertThat(services()).isEmpty();
        assertThat(node.nodeEvents.getLast()).isInstanceOf(NodeEvent.Stopped.class);
        assertThat(world.actors()).isEqualTo(actors);
    }

    /** Whichever of its actors is slower than the others. */
    @Test
    void aNodeThatIsCutOffTellsOfNoDefect() {
        for (String slow : List.of("/p2p", "/peerSet", "/service", "/application")) {
            TestNode other = new TestNode(world, "10.0.2.1", 2).start();
            world.run(Duration.ofSeconds(1));
            world.ahead = path -> !path.endsWith(slow);
            world.stop(other.actor);
            world.ahead = path -> false;
            assertThat(other.events(ConnectionEvent.Defect.class)).as(slow).isEmpty();
            assertThat(other.nodeEvents).as(slow).noneMatch(NodeEvent.ServiceEnded.class::isInstance);
        }
    }

    private List<NodeEvent> services() {
        return node.nodeEvents.stream()
                .filter(NodeEvent.ServiceEnded.class::isInstance)
                .toList();
    }
}
