package dev.understory.network;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.SimNode;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.ListenEvent;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A toy node: links to some others, publishes rumours by a random timer, and passes on what it hears first. */
final class FloodNode extends AbstractBehavior<FloodNode.Command> {
    sealed interface Command {}

    record Listened(ListenEvent event) implements Command {}

    record Dialled(DialEvent event) implements Command {}

    record Heard(Link link, LinkEvent event) implements Command {}

    record Publish() implements Command {}

    static final int PORT = 9000;

    final List<Link> links = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();
    private final TimerScheduler<Command> timers;
    private final RandomStream random;
    private final int size;
    private final long meanIntervalNanos;

    static Behavior<Command> create(
            SimNode node, SimTransport transport, List<Endpoint> peers, int size, long meanIntervalNanos) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new FloodNode(context, timers, node, transport, peers, size, meanIntervalNanos)));
    }

    private FloodNode(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SimNode node,
            SimTransport transport,
            List<Endpoint> peers,
            int size,
            long meanIntervalNanos) {
        super(context);
        this.timers = timers;
        this.random = node.entropy().stream("flood");
        this.size = size;
        this.meanIntervalNanos = meanIntervalNanos;
        transport.listen(new Endpoint("0.0.0.0", PORT), context.messageAdapter(ListenEvent.class, Listened::new));
        for (Endpoint peer : peers) {
            transport.dial(peer, Duration.ofSeconds(5), context.messageAdapter(DialEvent.class, Dialled::new));
        }
        next();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::on).build();
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Heard heard -> hear(heard);
            case Publish publish -> {
                long id = random.nextLong();
                seen.add(id);
                byte[] rumour = new byte[size];
                ByteBuffer.wrap(rumour).putLong(id);
                pass(Bytes.wrap(rumour), null);
                next();
            }
            case Listened listened -> {
                if (listened.event() instanceof ListenEvent.Accepted accepted) {
                    add(accepted.link());
                }
            }
            case Dialled dialled -> {
                if (dialled.event() instanceof DialEvent.Opened opened) {
                    add(opened.link());
                }
            }
        }
        return this;
    }

    private void hear(Heard heard) {
        switch (heard.event()) {
            case LinkEvent.Received received -> {
                Bytes bytes = received.bytes();
                heard.link().consumed(bytes.size());
                long id = ByteBuffer.wrap(bytes.array(), bytes.offset(), 8).getLong();
                if (seen.add(id)) {
                    pass(bytes, heard.link());
                }
            }
            case LinkEvent.Writable writable -> {}
            case LinkEvent.Closed closed -> links.remove(heard.link());
        }
    }

    private void pass(Bytes rumour, Link except) {
        for (Link link : links) {
            if (link != except) {
                link.write(rumour);
            }
        }
    }

    private void add(Link link) {
        links.add(link);
        link.attach(getContext().getSelf(), event -> new Heard(link, event));
    }

    private void next() {
        long delay = 1 + (long) (-meanIntervalNanos * StrictMath.log(1 - random.nextDouble()));
        timers.startSingleTimer("publish", new Publish(), Duration.ofNanos(delay));
    }
}
