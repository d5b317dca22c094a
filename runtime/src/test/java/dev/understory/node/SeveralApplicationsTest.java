package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.application.Registration;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.store.StoreAnswer;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two applications on one node: a chat that has TX, and a chain that has the topics of blocks. */
final class SeveralApplicationsTest {
    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.1.1", 1);
    private final TestNode other = new TestNode(world, "10.0.2.1", 2);
    private final Noting chat = new Noting();
    private final Noting chain = new Noting();

    @AfterEach
    void close() {
        world.close();
    }

    /** Notes what it hears, and ends or throws when it is told so by a message. */
    private static final class Noting implements Application {
        final List<String> heard = new ArrayList<>();
        final Map<String, String> stored = new LinkedHashMap<>();
        Node node;

        private record Stored(StoreAnswer answer) implements ApplicationEvent.Own {}

        @Override
        public Behavior<ApplicationEvent> create(Node on) {
            node = on;
            return Behaviors.setup(context -> {
                var answers = context.messageAdapter(StoreAnswer.class, Stored::new);
                on.store().write("mine", Bytes.wrap(new byte[] {(byte) heard.size()}), 1, answers);
                return Behaviors.receiveMessage(event -> hear(event));
            });
        }

        private Behavior<ApplicationEvent> hear(ApplicationEvent event) {
            switch (event) {
                case ApplicationEvent.Delivered delivered -> {
                    String text = new String(delivered.payload().toArray(), StandardCharsets.UTF_8);
                    heard.add(delivered.topic() + " " + text);
                    if (text.equals("throw")) {
                        throw new IllegalStateException("as asked");
                    }
                    return text.equals("end") ? Behaviors.stopped() : Behaviors.same();
                }
                case ApplicationEvent.PeerAdmitted admitted -> heard.add("a peer");
                case ApplicationEvent.PeerLost lost -> heard.add("a peer less");
                case ApplicationEvent.SendCompleted completed -> heard.add("sent " + completed.token());
                case ApplicationEvent.Own own -> stored.put("mine", own.toString());
            }
            return Behaviors.same();
        }
    }

    @BeforeEach
    void start() {
        node.applications = List.of(
                Registration.of("chat", chat, Topic.TX),
                Registration.of("chain", chain, Topic.BLOCK, Topic.BLOCK_REQUEST, Topic.CONSENSUS));
        node.start();
        other.start();
        other.dial(node);
        assertThat(world.runUntil(() -> other.isConnectedTo(node), Duration.ofSeconds(2)))
                .isTrue();
        world.run(Duration.ofSeconds(1));
    }

    private void say(Topic topic, String text) {
        other.node.send(node.id(), topic, Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
        world.run(Duration.ofSeconds(1));
    }

    @Test
    void eachHearsOfAllPeersAndOfItsOwnTopicsOnly() {
        say(Topic.TX, "hello");
        say(Topic.BLOCK, "block");
        say(Topic.PEERS_REQUEST, "nobody's");
        assertThat(chat.heard).containsExactly("a peer", "TX hello");
        assertThat(chain.heard).containsExactly("a peer", "BLOCK block");
    }

    @Test
    void eachSendsOnItsOwnTopicsAndHearsOfItsOwnSends() {
        chat.node.send(other.id(), Topic.TX, Bytes.wrap(new byte[] {65}), 7);
        chain.node.broadcast(Topic.BLOCK, Bytes.wrap(new byte[] {66}));
        world.run(Duration.ofSeconds(1));
        assertThat(other.texts(Topic.TX)).containsExactly("A");
        assertThat(other.texts(Topic.BLOCK)).containsExactly("B");
        assertThat(chat.heard).containsExactly("a peer", "sent 7");
        assertThat(chain.heard).containsExactly("a peer");
        assertThatThrownBy(() -> chat.node.send(other.id(), Topic.BLOCK, Bytes.wrap(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the application 'chat' is not registered for BLOCK");
    }

    @Test
    void oneThatFailsOrEndsHarmsNoOther() {
        say(Topic.TX, "throw");
        say(Topic.BLOCK, "block");
        assertThat(ended()).containsExactly("chat");
        assertThat(other.isConnectedTo(node)).isTrue();
        assertThat(chain.heard).containsExactly("a peer", "BLOCK block");
        say(Topic.BLOCK, "end");
        assertThat(ended()).containsExactly("chat", "chain");
        assertThat(other.isConnectedTo(node)).isTrue();
    }

    @Test
    void eachHasDocumentsAndRandomStreamsOfItsOwn() {
        assertThat(chat.stored.get("mine")).contains("Written");
        assertThat(chain.stored.get("mine")).contains("Written");
        assertThat(chat.node.random("dice").nextLong())
                .isNotEqualTo(chain.node.random("dice").nextLong());
    }

    @Test
    void twoWithOneNameOrOneTopicAreRefused() {
        TestNode third = new TestNode(world, "10.0.3.1", 3);
        third.applications = List.of(Registration.of("one", chat, Topic.TX), Registration.of("one", chain, Topic.TX));
        assertThatThrownBy(third::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two of one node are called 'one'; the applications 'one' and 'one' both want TX");
        third.applications = List.of(Registration.of("own", chat, Topic.HEARTBEAT));
        assertThatThrownBy(third::start).hasMessageContaining("wants HEARTBEAT");
        third.applications = List.of(Registration.of("p2p", chat, Topic.TX));
        assertThatThrownBy(third::start).hasMessageContaining("called 'p2p'");
        third.applications = List.of(Registration.of("No Word", chat, Topic.TX));
        assertThatThrownBy(third::start).hasMessageContaining("no application can be called so");
    }

    private List<String> ended() {
        return node.nodeEvents.stream()
                .filter(NodeEvent.ApplicationEnded.class::isInstance)
                .map(event -> ((NodeEvent.ApplicationEnded) event).application())
                .toList();
    }
}
