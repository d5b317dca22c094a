package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every send has one outcome, wherever it meets the end of its connection; who does not ask finds it in the events. */
final class SendOutcomeTest {
    private static final Bytes PAYLOAD = Bytes.wrap(new byte[100]);

    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode other = new TestNode(world, "10.5.0.1", 2).start();
    private final PublicKey peer = other.id();
    private final World.Probe<Delivery.SendCompleted> answers = world.probe();

    /** Consumers hear of an admission before the connection does. */
    private Consumer<PeerHandle> admitted = handle -> {};

    private PeerHandle handle;

    @BeforeEach
    void subscribe() {
        ActorRef<Delivery> consumer = world.spawn(Behaviors.receiveMessage(delivery -> {
            if (delivery instanceof Delivery.Admitted arrival) {
                handle = arrival.peer();
                admitted.accept(handle);
            }
            return Behaviors.same();
        }));
        node.actor.tell(new NodeCommand.Subscribe(List.of(), consumer));
        world.ahead = actor -> actor.equals(consumer.path().toString());
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** One that asks for its outcome, and two that do not. */
    private void send() {
        assertThat(handle.offer(Topic.TX, PAYLOAD, 7, answers.ref())).isTrue();
        assertThat(handle.offer(Topic.TX, PAYLOAD)).isTrue();
        assertThat(handle.offer(new ConnectionActor.Send(Topic.TX, PAYLOAD, 0, null)))
                .isTrue();
    }

    private void assertThatAllWereClosed() {
        assertThat(answers.heard()).containsExactly(new Delivery.SendCompleted(7, peer, SendOutcome.CLOSED));
        assertThat(node.counters.refusedSends(SendOutcome.CLOSED)).isEqualTo(2);
        assertThat(node.broken()).isEmpty();
        assertThat(world.network.openEnds).isZero();
    }

    private void connect() {
        other.dial(node);
        assertThat(world.runUntil(() -> node.isConnectedTo(other), Duration.ofSeconds(1)))
                .isTrue();
        world.run(Duration.ofSeconds(1));
    }

    private MemoryLink link() {
        return world.network.links.stream()
                .filter(link -> link.local().host().equals(node.host))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatOvertakesTheAdmissionIsAnsweredWhenTheConnectionEndsBeforeIt() {
        admitted = handle -> {
            send();
            // The end of the link too is faster than the admission.
            world.ahead = actor -> true;
            List.copyOf(world.network.links).forEach(MemoryLink::endAfterData);
            world.ahead = actor -> false;
        };
        other.dial(node);
        world.run(Duration.ofSeconds(2));
        assertThat(node.heard(ApplicationEvent.PeerAdmitted.class)).hasSize(1);
        assertThatAllWereClosed();
    }

    @Test
    void whatOvertakesTheAdmissionIsSentAfterIt() {
        admitted = handle -> send();
        connect();
        assertThat(answers.heard()).containsExactly(new Delivery.SendCompleted(7, peer, SendOutcome.ACCEPTED));
        assertThat(other.texts(Topic.TX)).hasSize(3);
    }

    /** The connection is gone, and its consumers are about to hear of it. */
    @Test
    void whatMeetsTheEndOfTheLinkIsAnswered() {
        connect();
        MemoryLink link = link();
        world.schedule(0, () -> {
            link.endAfterData();
            send();
            other.actor.tell(new NodeCommand.Disconnect(node.id()));
        });
        world.run(Duration.ofSeconds(2));
        assertThatAllWereClosed();
    }

    /** The application's sends go straight to the connection: behind the end of the link, and when the actor is gone. */
    @Test
    void whatAnApplicationSendsBeforeItHearsOfTheLossIsAnsweredOnceOrCounted() {
        connect();
        MemoryLink link = link();
        node.watch = port -> {
            if (port.equals("events") && node.events.getLast() instanceof ConnectionEvent.PeerClosed) {
                node.node.send(peer, Topic.TX, PAYLOAD, 3);
                node.node.send(peer, Topic.TX, PAYLOAD);
            }
        };
        world.schedule(0, () -> {
            link.endAfterData();
            node.node.send(peer, Topic.TX, PAYLOAD, 1);
            node.node.send(peer, Topic.TX, PAYLOAD);
            other.actor.tell(new NodeCommand.Disconnect(node.id()));
        });
        world.run(Duration.ofSeconds(2));
        assertThat(node.heard(ApplicationEvent.SendCompleted.class))
                .containsExactlyInAnyOrder(
                        new ApplicationEvent.SendCompleted(1, peer, SendOutcome.CLOSED),
                        new ApplicationEvent.SendCompleted(3, peer, SendOutcome.CLOSED));
        assertThat(node.counters.refusedSends(SendOutcome.CLOSED)).isEqualTo(2);
        assertThat(world.network.openEnds).isZero();
    }
}
