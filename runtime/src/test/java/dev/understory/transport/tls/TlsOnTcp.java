package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.config.SystemSettings;
import dev.understory.transport.Acceptor;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Dialer;
import dev.understory.transport.Echo;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.Talker;
import dev.understory.transport.Transport;
import dev.understory.transport.tcp.EventLoops;
import dev.understory.transport.tcp.TcpSettings;
import dev.understory.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** TLS over real TCP on the loopback: an actor system with its loops, and queues of what happens. */
final class TlsOnTcp implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);
    static final Acceptor.Limits ROOM = new Acceptor.Limits(100, 100);

    /** Something to do as the guardian. */
    record Task(Consumer<ActorContext<Task>> body) {}

    final BlockingQueue<TlsEvent> events = new LinkedBlockingQueue<>();
    final BlockingQueue<Acceptor.Event> acceptor = new LinkedBlockingQueue<>();
    final BlockingQueue<LinkEvent.Closed> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<Talker.Report> reports = new LinkedBlockingQueue<>();
    final BlockingQueue<DialEvent.DialFailed> failures = new LinkedBlockingQueue<>();
    private final AtomicInteger names = new AtomicInteger();
    private final EventLoops loops = EventLoops.start(2, "tls-test-loop");
    private final TlsPool pool = new TlsPool(2, 64);
    private final ActorSystem<Task> system;
    final TcpTransport tcp = new TcpTransport(loops, TcpSettings.defaults());

    TlsOnTcp() {
        Behavior<Task> guardian = Behaviors.setup(context -> Behaviors.receiveMessage(task -> {
            task.body().accept(context);
            return Behaviors.same();
        }));
        system = ActorSystem.create(
                guardian, "tls-test", ActorSystemSetup.create(SystemSettings.bootstrap(loops.settings()), loops));
    }

    TlsTransport tls(TlsSettings settings) {
        TlsEnvironment environment =
                new TlsEnvironment(Tls.real(settings, TestIdentities.CLOCK), pool, System::nanoTime, events::add);
        CompletableFuture<TlsTransport> made = new CompletableFuture<>();
        system.tell(new Task(context ->
                made.complete(TlsTransport.create(context, "tls-" + names.incrementAndGet(), tcp, environment))));
        return made.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** An echo behind TLS; returns where. */
    Endpoint serve(TlsSettings settings) {
        return serve(tls(settings), ROOM, link -> Echo.create(link, closed::add));
    }

    Endpoint serve(Transport transport, Acceptor.Limits limits, Function<Link, Behavior<LinkEvent>> behavior) {
        spawn(Acceptor.create(transport, ANY_PORT, limits, behavior, acceptor::add));
        return ((Acceptor.Event.Listening) take(acceptor)).local();
    }

    void talk(TlsSettings settings, Endpoint to, long bytes) {
        dial(tls(settings), to, link -> Talker.create(link, bytes, reports::add));
    }

    void dial(Transport transport, Endpoint to, Function<Link, Behavior<LinkEvent>> behavior) {
        spawn(Dialer.create(transport, System::nanoTime, to, PATIENCE, behavior, failures::add));
    }

    <M> void spawn(Behavior<M> behavior) {
        system.tell(new Task(context ->
                context.spawn(behavior, "actor-" + names.incrementAndGet(), DispatcherSelector.sameAsParent())));
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

    /** The next handshake that failed on the side of the one who was dialled, or who dialled. */
    TlsFailure failed(boolean dialled) {
        for (TlsEvent event = take(events); ; event = take(events)) {
            if (event instanceof TlsEvent.HandshakeFailed failed && failed.dialled() == dialled) {
                return failed.problem().failure();
            }
        }
    }

    @Override
    public void close() {
        tcp.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        loops.shutdown().toCompletableFuture().join();
        pool.close();
    }
}
