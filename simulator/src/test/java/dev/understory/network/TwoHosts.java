package dev.understory.network;

import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.law.Distribution;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Machines a (dials) and b (listens at port 9000), 10 ms apart without jitter, moved by the test between rounds. */
final class TwoHosts implements AutoCloseable {
    static final long MS = 1_000_000L;
    static final Endpoint B = new Endpoint("b", 9000);

    final Simulation simulation;
    final Network network;
    final Machine a;
    final Machine b;

    TwoHosts() {
        this(StreamModel.DEFAULT);
    }

    TwoHosts(StreamModel stream) {
        this(
                NetworkModel.of(Regions.single(10 * MS))
                        .withJitter(Distribution.ZERO)
                        .withStream(stream),
                AccessClass.UNLIMITED,
                AccessClass.UNLIMITED,
                1,
                1);
    }

    TwoHosts(NetworkModel model, AccessClass ofA, AccessClass ofB, int shards, long seed) {
        simulation = new Simulation(SimulationConfig.of(seed, shards));
        network = new Network(simulation, model);
        a = new Machine("a", ofA);
        b = new Machine("b", ofB);
    }

    /** Starts both, listens, dials, and runs until both ends are attached. */
    TwoHosts connected() {
        a.node.start();
        b.node.start();
        b.listen(9000);
        a.dial(B, 5_000);
        runTo(100);
        a.attach();
        b.attach();
        return this;
    }

    void runTo(long millis) {
        var outcome = simulation.runUntil(millis * MS);
        if (outcome.failure() != null) {
            throw new IllegalStateException(outcome.failure());
        }
    }

    @Override
    public void close() {
        simulation.close();
    }

    /** Something heard, and when. */
    record Heard(long millis, Object event) {}

    /** One machine, and all that its actors hear. */
    final class Machine {
        final SimNode node;
        final SimTransport transport;
        final List<Heard> heard = new ArrayList<>();
        final List<Link> links = new ArrayList<>();
        boolean consume = true;

        Machine(String name, AccessClass access) {
            node = simulation.addNode(name);
            transport = network.join(node, name, 0, access);
        }

        private <M> ActorRef<M> ear(String name) {
            return node.spawn(
                    Behaviors.receiveMessage(event -> {
                        hear(event);
                        return Behaviors.same();
                    }),
                    name + heard.size() + "-" + simulation.now());
        }

        private void hear(Object event) {
            heard.add(new Heard(node.trueTime() / MS, event));
            if (event instanceof DialEvent.Opened opened) {
                links.add(opened.link());
            } else if (event instanceof ListenEvent.Accepted accepted) {
                links.add(accepted.link());
            }
        }

        ListenEvent.Listener listen(int port) {
            ActorRef<ListenEvent> ear = ear("listener");
            node.run(() -> transport.listen(new Endpoint(node.name(), port), ear));
            return last(ListenEvent.Listening.class).listener();
        }

        void dial(Endpoint remote, long timeoutMillis) {
            ActorRef<DialEvent> ear = ear("dialler");
            node.run(() -> transport.dial(remote, Duration.ofMillis(timeoutMillis), ear));
        }

        void dialFrom(String address, Endpoint remote, long timeoutMillis) {
            ActorRef<DialEvent> ear = ear("dialler");
            node.run(() -> transport.from(address).dial(remote, Duration.ofMillis(timeoutMillis), ear));
        }

        void lookUp(String host) {
            ActorRef<LookupEvent> ear = ear("asker");
            node.run(() -> transport.lookUp(host, Duration.ofSeconds(1), ear));
        }

        Link link() {
            return links.getLast();
        }

        void attach() {
            Link link = link();
            ActorRef<LinkEvent> ear = node.spawn(
                    Behaviors.receiveMessage(event -> {
                        hear(event);
                        if (consume && event instanceof LinkEvent.Received received) {
                            link.consumed(received.bytes().size());
                        }
                        return Behaviors.same();
                    }),
                    "owner" + link.id());
            node.run(() -> link.attach(ear, event -> event));
        }

        void write(int size) {
            node.run(() -> link().write(Bytes.wrap(new byte[size])));
        }

        <E> List<Heard> all(Class<E> type) {
            return heard.stream().filter(each -> type.isInstance(each.event)).toList();
        }

        <E> E last(Class<E> type) {
            return type.cast(all(type).getLast().event);
        }

        /** Bytes received so far. */
        long received() {
            return heard.stream()
                    .filter(each -> each.event instanceof LinkEvent.Received)
                    .mapToLong(each -> ((LinkEvent.Received) each.event).bytes().size())
                    .sum();
        }

        /** The times in milliseconds at which bytes were received. */
        List<Long> receivedAt() {
            return all(LinkEvent.Received.class).stream().map(Heard::millis).toList();
        }
    }
}
