package dev.understory.transport;

import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The smallest service there is: sends back what comes, and no faster than the other end reads. It knows a {@link Link} and
 * nothing else, so that it is the same over TCP, TLS and the simulated network.
 */
public final class Echo extends AbstractMatchingBehavior<LinkEvent> {
    /**
     * An echo on that link.
     *
     * @param closed hears how the link ended, on its dispatcher
     */
    public static Behavior<LinkEvent> create(Link link, Consumer<LinkEvent.Closed> closed) {
        return Behaviors.setup(context -> new Echo(context, link, closed));
    }

    private final Link link;
    private final Consumer<LinkEvent.Closed> closed;
    /** What waits for the link; what it holds is not consumed, so that the link's window bounds it. */
    private final ArrayDeque<Bytes> waiting = new ArrayDeque<>();

    private boolean over;

    private Echo(ActorContext<LinkEvent> context, Link link, Consumer<LinkEvent.Closed> closed) {
        super(context);
        this.link = link;
        this.closed = closed;
        link.attach(context.getSelf(), event -> event);
    }

    @Override
    public Behavior<LinkEvent> onMessage(LinkEvent event) {
        return switch (event) {
            case LinkEvent.Received received -> {
                waiting.add(received.bytes());
                yield flush();
            }
            case LinkEvent.Writable writable -> flush();
            case LinkEvent.Closed last -> {
                over = true;
                closed.accept(last);
                yield Behaviors.stopped();
            }
        };
    }

    private Behavior<LinkEvent> flush() {
        while (link.isWritable() && !waiting.isEmpty()) {
            Bytes next = waiting.remove();
            link.write(next);
            link.consumed(next.size());
        }
        return this;
    }

    @Override
    public Behavior<LinkEvent> onSignal(Signal signal) {
        if (signal instanceof PostStop && !over) {
            link.abort();
        }
        return this;
    }
}
