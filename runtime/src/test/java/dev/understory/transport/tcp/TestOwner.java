package dev.understory.transport.tcp;

import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Owns a link on its dispatcher, queues what it hears, and lets a test call the link from there. */
final class TestOwner {
    /** What the owning actor takes. */
    sealed interface Message {
        /** From the link. */
        record Heard(LinkEvent event) implements Message {}

        /** From the test. */
        record Run(Runnable task) implements Message {}
    }

    final Link link;
    final BlockingQueue<LinkEvent> events = new LinkedBlockingQueue<>();
    private final ActorRef<Message> actor;
    private volatile boolean consuming;

    private TestOwner(TcpFixture fixture, Link link) {
        this.link = link;
        this.actor = fixture.spawn(behavior(), link.dispatcher());
    }

    static TestOwner of(TcpFixture fixture, Link link) {
        return new TestOwner(fixture, link);
    }

    TestOwner attach() {
        run(own -> own.attach(actor, Message.Heard::new));
        return this;
    }

    /** From now on every byte that arrives is consumed at once. */
    TestOwner consuming() {
        consuming = true;
        return this;
    }

    void run(Consumer<Link> task) {
        call(own -> {
            task.accept(own);
            return true;
        });
    }

    <T> T call(Function<Link, T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        actor.tell(new Message.Run(() -> {
            try {
                result.complete(task.apply(link));
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        }));
        return result.orTimeout(TcpFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    LinkEvent next() {
        return TcpFixture.take(events);
    }

    LinkEvent.Closed closed() {
        for (LinkEvent event = next(); ; event = next()) {
            if (event instanceof LinkEvent.Closed closed) {
                return closed;
            }
        }
    }

    /** Takes events until that many bytes have arrived, and gives their credit back. */
    byte[] receive(int size) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(size);
        while (all.size() < size) {
            switch (next()) {
                case LinkEvent.Received received -> {
                    all.write(
                            received.bytes().array(),
                            received.bytes().offset(),
                            received.bytes().size());
                    if (!consuming) {
                        int credit = received.bytes().size();
                        run(own -> own.consumed(credit));
                    }
                }
                case LinkEvent.Writable writable -> {}
                case LinkEvent.Closed closed -> throw new AssertionError("closed after " + all.size() + ": " + closed);
            }
        }
        return all.toByteArray();
    }

    private Behavior<Message> behavior() {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case Message.Heard heard -> {
                    if (consuming && heard.event() instanceof LinkEvent.Received received) {
                        link.consumed(received.bytes().size());
                    }
                    events.add(heard.event());
                }
                case Message.Run run -> run.task().run();
            }
            return Behaviors.same();
        });
    }
}
