package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent;
import dev.understory.connection.Delivery;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.BanSubject;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every send has one outcome, wherever it meets the end of its connection; who does not ask finds it in the events. */
final class SendOutcomeTest {
    private static final Bytes PAYLOAD = Bytes.wrap(new byte[100]);

    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.0.1", 1).start();
    private final TestNode other = new TestNode(world, "10.5.0.1", 2).start();
    private final PublicKey peer = other.id();
    private final World.Probe<Delivery.SendCompleted> answers = world.probe();

    @AfterEach
    void close() {
        world.close();
    }

    /** One that asks for its outcome, and two that do not. */
    private void send() {
        node.actor.tell(new NodeCommand.Send(peer, Topic.TX, PAYLOAD, 7, answers.ref()));
        node.actor.tell(new NodeCommand.Send(peer, Topic.TX, PAYLOAD, 8, null));
        node.actor.tell(new NodeCommand.Broadcast(Topic.TX, PAYLOAD, List.of()));
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

    /** The peer set has admitted it and passes sends on; before the connection hears of it, it is told to close. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOvertakesTheAdmissionIsAnsweredWhenTheConnectionEndsBeforeIt(boolean banned) {
        int[] signatures = {0};
        node.signatureDone = told -> {
            told.run();
            if (++signatures[0] == 2) {
                send();
                node.actor.tell(
                        banned
                                ? new NodeCommand.Ban(new BanSubject.Address(NetworkAddress.of(other.host)), null)
                                : new NodeCommand.Disconnect(peer));
            }
        };
        other.dial(node);
        world.run(Duration.ofSeconds(2));
        assertThat(node.heard(ApplicationEvent.PeerAdmitted.class)).hasSize(1);
        assertThatAllWereClosed();
    }

    @Test
    void whatOvertakesTheAdmissionIsSentAfterIt() {
        int[] signatures = {0};
        node.signatureDone = told -> {
            told.run();
            if (++signatures[0] == 2) {
                send();
            }
        };
        connect();
        assertThat(answers.heard()).containsExactly(new Delivery.SendCompleted(7, peer, SendOutcome.ACCEPTED));
        assertThat(other.texts(Topic.TX)).hasSize(3);
    }

    /** The connection is gone, and the peer set, which is about to hear of it, still passes sends on. */
    @Test
    void whatMeetsTheEndOfTheLinkIsAnswered() {
        connect();
        MemoryLink link = link();
        world.schedule(0, () -> {
            send();
            link.endAfterData();
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
