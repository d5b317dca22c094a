package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.config.SystemSettings;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.ListenEvent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A transport with its loops and actor system, and queues of what it answers. */
final class TcpFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);

    private final AtomicInteger names = new AtomicInteger();
    final EventLoops loops;
    final ActorSystem<Void> system;
    final TcpTransport transport;
    final BlockingQueue<ListenEvent> listenEvents = new LinkedBlockingQueue<>();
    final BlockingQueue<DialEvent> dialEvents = new LinkedBlockingQueue<>();

    TcpFixture(TcpSettings settings, NameResolver.Lookup lookup) {
        this(settings, lookup, Sockets.REAL, DescriptorLimit.UNKNOWN);
    }

    TcpFixture(TcpSettings settings, NameResolver.Lookup lookup, Sockets sockets, DescriptorLimit descriptors) {
        loops = EventLoops.start(2, "test-loop");
        system = ActorSystem.create(
                Behaviors.<Void>empty(),
                "tcp-test",
                ActorSystemSetup.create(SystemSettings.bootstrap(loops.settings()), loops));
        transport = new TcpTransport(loops, settings, lookup, sockets, () -> descriptors);
    }

    <M> ActorRef<M> spawn(Behavior<M> behavior, Props props) {
        return system.systemActorOf(behavior, "actor-" + names.incrementAndGet(), props);
    }

    <M> ActorRef<M> into(BlockingQueue<M> queue) {
        Behavior<M> collect = Behaviors.receiveMessage(message -> {
            queue.add(message);
            return Behaviors.same();
        });
        return spawn(collect, Props.empty());
    }

    static <M> M take(BlockingQueue<M> queue) {
        try {
            M message = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).as("an answer within " + PATIENCE).isNotNull();
            return message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    ListenEvent.Listening listen() {
        transport.listen(ANY_PORT, into(listenEvents));
        return (ListenEvent.Listening) take(listenEvents);
    }

    DialEvent dial(Endpoint remote, Duration timeout) {
        transport.dial(remote, timeout, into(dialEvents));
        return take(dialEvents);
    }

    Link dialled(Endpoint remote) {
        return ((DialEvent.Opened) dial(remote, PATIENCE)).link();
    }

    Link accepted() {
        return ((ListenEvent.Accepted) take(listenEvents)).link();
    }

    TestOwner own(Link link) {
        return TestOwner.of(this, link);
    }

    @Override
    public void close() {
        transport.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        loops.shutdown().toCompletableFuture().join();
    }
}
