package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent.PeerLost;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.node.inspect.ConsensusWatch;
import dev.understory.node.inspect.InspectorActor;
import dev.understory.node.inspect.NodeReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** attacks.md, U9: three validators that are connected, one of which hears nobody. */
class ConsensusSilenceTest {
    private static final long SECOND = 1_000_000_000;

    private final World world = new World();
    private final List<NodeReport> reports = new ArrayList<>();
    private final ActorRef<NodeReport> asker = world.spawn(Behaviors.receiveMessage(report -> {
        reports.add(report);
        return Behaviors.same();
    }));

    @AfterEach
    void close() {
        world.close();
    }

    /** A validator and what watches it, as its metrics do. */
    private final class Watched {
        final TestNode node;
        final ActorRef<InspectorActor.Command> inspector;
        final ConsensusWatch watch = new ConsensusWatch(world.now());

        Watched(TestNode started) {
            node = started;
            inspector = world.spawn(InspectorActor.create(node.actor, world::now));
        }

        long silence() {
            reports.clear();
            inspector.tell(new InspectorActor.Inspect(asker));
            assertThat(world.runUntil(() -> !reports.isEmpty(), Duration.ofSeconds(3)))
                    .isTrue();
            return watch.silence(world.now(), reports.getFirst(), node.counters.messagesIn(Topic.CONSENSUS));
        }
    }

    private Watched validator(int number, TestNode... others) {
        List<PeerAddress> addresses = new ArrayList<>();
        for (TestNode other : others) {
            addresses.add(other.address());
        }
        return new Watched(new TestNode(world, "10." + number + ".0.1", number)
                .with(settings -> settings.withMustConnect(addresses))
                .start());
    }

    @Test
    void aValidatorThatIsConnectedAndHearsNobodyIsSeenAndTheOthersAreNot() {
        TestNode first = new TestNode(world, "10.1.0.1", 1).start();
        Watched talks = validator(2, first);
        Watched hearsNobody = validator(3, first, talks.node);
        world.run(Duration.ofSeconds(2));
        for (int second = 0; second < 120; second++) {
            // Both talk to each other, and the third one's own messages arrive: only what should come to it does not.
            first.send(talks.node, Topic.CONSENSUS, "vote " + second);
            hearsNobody.node.send(talks.node, Topic.CONSENSUS, "vote " + second);
            world.run(Duration.ofSeconds(1));
            assertThat(talks.silence()).isLessThan(3 * SECOND);
        }
        assertThat(hearsNobody.node.isConnectedTo(first)).isTrue();
        assertThat(hearsNobody.node.heard(PeerLost.class)).isEmpty();
        assertThat(hearsNobody.silence()).isGreaterThan(119 * SECOND);

        first.send(hearsNobody.node, Topic.CONSENSUS, "again");
        world.run(Duration.ofSeconds(1));
        assertThat(hearsNobody.silence()).isLessThan(3 * SECOND);
    }

    @Test
    void whoHasNoMustConnectPeerWaitsForNothing() {
        TestNode first = new TestNode(world, "10.1.0.1", 1).start();
        Watched ordinary = validator(2);
        ordinary.node.dial(first);
        world.run(Duration.ofSeconds(60));
        assertThat(ordinary.node.isConnectedTo(first)).isTrue();
        assertThat(ordinary.silence()).isZero();
    }
}
