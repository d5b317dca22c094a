package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.observe.ServiceEvent;
import dev.understory.peer.NodeCommand;
import dev.understory.store.StoreAnswer;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services beside the peer-to-peer protocol: how they begin, fail and end. */
final class ServicesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final World world = new World();
    private final TestNode node = new TestNode(world, "10.0.1.1", 1);
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    /** A message to a service of these tests. */
    private record Poke() implements Service.Own {}

    private record Named(
            String name, List<Endpoint> ports, Function<ServiceEnvironment, Behavior<Service.Command>> behavior)
            implements Service {
        @Override
        public String metricsPrefix() {
            return name.toUpperCase(Locale.ROOT);
        }

        @Override
        public Behavior<Command> create(ServiceEnvironment environment) {
            return behavior.apply(environment);
        }
    }

    /** Fails at one question about itself. */
    private record Mute(String question) implements Service {
        private <T> T answer(String asked, T answer) {
            if (asked.equals(question)) {
                assert !question.equals("ports") : "no ports";
                throw new IllegalStateException("no " + question);
            }
            return answer;
        }

        @Override
        public String name() {
            return answer("name", "mute");
        }

        @Override
        public String metricsPrefix() {
            return answer("prefix", "mute");
        }

        @Override
        public List<Endpoint> ports() {
            return answer("ports", List.of());
        }

        @Override
        public Behavior<Command> create(ServiceEnvironment environment) {
            return Behaviors.stopped();
        }
    }

    private Service service(String name, Function<ServiceEnvironment, Behavior<Service.Command>> behavior) {
        return new Named(name, List.of(), behavior);
    }

    /** Writes down what it hears, and stops when it is told to. */
    private Service obedient(String name) {
        return service(
                name,
                environment -> Behaviors.receive(Service.Command.class)
                        .onMessage(Service.Stop.class, stop -> {
                            heard.add(name + " stops within " + stop.deadline());
                            return Behaviors.stopped();
                        })
                        .onSignal(PostStop.class, ended -> {
                            heard.add(name + " has ended");
                            return Behaviors.same();
                        })
                        .build());
    }

    private Service failing(String name, Runnable failure) {
        return service(
                name,
                environment -> Behaviors.withTimers(timers -> {
                    timers.startSingleTimer(new Poke(), Duration.ofSeconds(1));
                    return Behaviors.receiveMessage(poke -> {
                        failure.run();
                        return Behaviors.same();
                    });
                }));
    }

    private List<String> ended() {
        return node.nodeEvents.stream()
                .filter(NodeEvent.ServiceEnded.class::isInstance)
                .map(event -> event.toString().replaceFirst("ServiceEnded", ""))
                .toList();
    }

    private World.Probe<Done> stop() {
        World.Probe<Done> done = world.probe();
        node.actor.tell(new NodeCommand.Stop(DEADLINE, done.ref()));
        return done;
    }

    private void peersStillMeet() {
        TestNode other = new TestNode(world, "10.0.2.1", 2).start();
        other.dial(node);
        world.run(Duration.ofSeconds(2));
        assertThat(other.node.peers()).hasSize(1);
    }

    @Test
    void allAreToldToStopWithTheNodeAndItEndsWhenTheyHave() {
        node.services.addAll(List.of(obedient("one"), obedient("two")));
        node.start();
        world.run(Duration.ofSeconds(1));
        World.Probe<Done> done = stop();
        world.run(Duration.ofSeconds(1));
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "one stops within PT3S", "one has ended", "two stops within PT3S", "two has ended");
        assertThat(done.heard()).hasSize(1);
        assertThat(ended()).isEmpty();
        assertThat(node.nodeEvents.getLast()).isInstanceOf(NodeEvent.Stopped.class);
    }

    @Test
    void aServiceThatFailsIsToldAndHarmsNobody() {
        node.services.addAll(List.of(
                failing("throws", () -> {
                    throw new InjectedDefect();
                }),
                failing("asserts", () -> {
                    throw new AssertionError("an injected failure");
                }),
                failing("lacks", () -> {
                    throw new NoClassDefFoundError("org/optional/Library");
                }),
                obedient("good")));
        node.start();
        world.run(Duration.ofSeconds(2));
        assertThat(ended()).hasSize(3);
        assertThat(ended().get(0)).contains("throws", "has failed", "an injected defect");
        assertThat(ended().get(1)).contains("asserts", "an injected failure");
        assertThat(ended().get(2)).contains("lacks", "org/optional/Library");
        assertThat(heard).isEmpty();
        peersStillMeet();
        World.Probe<Done> done = stop();
        world.run(DEADLINE);
        assertThat(heard).contains("good has ended");
        assertThat(done.heard()).hasSize(1);
        assertThat(ended()).hasSize(3);
    }

    @Test
    void aServiceThatCannotBeginIsToldAndHarmsNobody() {
        node.services.add(service("unborn", environment -> {
            throw new InjectedDefect();
        }));
        node.start();
        world.run(Duration.ofSeconds(1));
        assertThat(ended()).singleElement().asString().contains("unborn", "has failed");
        peersStillMeet();
    }

    @Test
    void aServiceThatStopsByItselfIsTold() {
        node.services.add(service("brief", environment -> Behaviors.stopped()));
        node.services.add(obedient("good"));
        node.start();
        world.run(Duration.ofSeconds(1));
        assertThat(ended()).singleElement().asString().contains("brief", "has stopped by itself");
        assertThat(heard).isEmpty();
    }

    @Test
    void whoDoesNotStopInTimeIsCutOff() {
        node.services.add(service(
                "deaf",
                environment -> Behaviors.receive(Service.Command.class)
                        .onSignal(PostStop.class, over -> {
                            heard.add("cut off");
                            return Behaviors.same();
                        })
                        .onAnyMessage(any -> Behaviors.same())
                        .build()));
        node.start();
        world.run(Duration.ofSeconds(1));
        World.Probe<Done> done = stop();
        world.run(DEADLINE);
        assertThat(done.heard()).isEmpty();
        assertThat(heard).isEmpty();
        world.run(ServiceKeeper.CUT_OFF);
        assertThat(done.heard()).hasSize(1);
        assertThat(heard).containsExactly("cut off");
        assertThat(ended()).singleElement().asString().contains("deaf", "did not stop in time");
    }

    @Test
    void twoOfOneNameOrAtOnePlaceAreRefused() {
        node.services.addAll(List.of(obedient("echo"), obedient("echo")));
        assertThatThrownBy(node::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two of one node are called 'echo'");
        node.services.clear();
        node.services.add(new Named("p2p", List.of(), environment -> Behaviors.stopped()));
        assertThatThrownBy(node::start).hasMessageContaining("called 'p2p'");
        node.services.clear();
        node.services.add(new Named("Not A Word", List.of(), environment -> Behaviors.stopped()));
        assertThatThrownBy(node::start).hasMessageContaining("'Not A Word' is no name");
        node.services.clear();
        node.services.add(
                new Named("echo", List.of(new Endpoint("0.0.0.0", TestNode.PORT)), environment -> Behaviors.stopped()));
        assertThatThrownBy(node::start).hasMessage("'p2p' and 'echo' both listen on port 9001");
        node.services.clear();
        node.services.add(
                new Named("any", List.of(new Endpoint("a", 0), new Endpoint("b", TestNode.PORT)), environment -> {
                    heard.add("began");
                    return Behaviors.empty();
                }));
        node.start();
        world.run(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("began");
    }

    @Test
    void oneThatCannotSayWhatItIsIsRefused() {
        for (String question : List.of("name", "prefix", "ports")) {
            node.services.clear();
            node.services.add(new Mute(question));
            assertThatThrownBy(node::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Mute")
                    .hasMessageContaining("cannot say its name, the prefix of its metrics or its ports")
                    .hasMessageContaining("no " + question);
        }
    }

    /** Answers each question about itself once. */
    private static final class Terse implements Service {
        private final List<String> asked = new ArrayList<>();

        private <T> T once(String question, T answer) {
            assertThat(asked).doesNotContain(question);
            asked.add(question);
            return answer;
        }

        @Override
        public String name() {
            return once("name", "terse");
        }

        @Override
        public String metricsPrefix() {
            return once("prefix", "terse");
        }

        @Override
        public List<Endpoint> ports() {
            return once("ports", List.of());
        }

        @Override
        public Behavior<Command> create(ServiceEnvironment environment) {
            return Behaviors.empty();
        }
    }

    @Test
    void whatItIsIsAskedOnce() {
        Terse terse = new Terse();
        node.services.add(terse);
        node.start();
        assertThat(terse.asked).containsExactlyInAnyOrder("name", "prefix", "ports");
        peersStillMeet();
    }

    @Test
    void whatAServiceMeasuresAndTellsBearsItsNameAndPrefix() {
        List<String> told = new ArrayList<>();
        NodeEventSink sink = new NodeEventSink() {
            @Override
            public void emit(NodeEvent event) {
                told.add(event.toString());
            }

            @Override
            public void counted(String service, String metric, long amount) {
                told.add(service + " " + metric + " +" + amount);
            }

            @Override
            public void sampled(String service, String metric, long sinceNanos, long value) {
                told.add(service + " " + metric + " " + sinceNanos + " " + value);
            }
        };
        ServiceEvents events = new ServiceEvents("name", "prefix", NodeEventSink.NONE.and(sink));
        events.counter("links").add(3);
        events.samples("latency").add(5, 7);
        Acceptor.Event news = new Acceptor.Event.Listening(new Endpoint("a", 1));
        events.acceptor(news);
        assertThat(told)
                .containsExactly(
                        "name prefix.links +3",
                        "name prefix.latency 5 7",
                        new NodeEvent.Service("name", new ServiceEvent.Listener(news)).toString());
    }

    @Test
    void eachHasDocumentsAndRandomStreamsOfItsOwnAndNoTlsWhereTheNodeHasNone() {
        World.Probe<StoreAnswer.Write> written = world.probe();
        World.Probe<StoreAnswer.Read> read = world.probe();
        List<Long> drawn = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            node.services.add(service(
                    name,
                    environment -> Behaviors.setup(context -> {
                        drawn.add(environment.entropy().stream("lots").nextLong());
                        assertThat(environment.secured(context)).isEmpty();
                        if (name.equals("one")) {
                            environment.documents().write("note", Bytes.wrap(new byte[] {1}), 1, written.ref());
                        } else {
                            environment.documents().read("note", 2, read.ref());
                        }
                        return Behaviors.empty();
                    })));
        }
        node.start();
        world.run(Duration.ofSeconds(1));
        assertThat(ended()).isEmpty();
        assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
        assertThat(written.heard()).hasOnlyElementsOfType(StoreAnswer.Written.class);
        assertThat(read.heard()).singleElement().isInstanceOf(StoreAnswer.Missing.class);
    }
}
