package dev.understory.service;

import dev.understory.node.ServiceEvents;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One link of an {@link EchoService}. What waits for the link has not been consumed, so that the link's window bounds it. */
final class EchoLink extends AbstractMatchingBehavior<LinkEvent> {
    static Behavior<LinkEvent> create(Link link, ServiceEvents.Counter returned) {
        return Behaviors.setup(context -> new EchoLink(context, link, returned));
    }

    private final Link link;
    private final ServiceEvents.Counter returned;
    private final ArrayDeque<Bytes> waiting = new ArrayDeque<>();
    private boolean over;

    private EchoLink(ActorContext<LinkEvent> context, Link link, ServiceEvents.Counter returned) {
        super(context);
        this.link = link;
        this.returned = returned;
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
                yield Behaviors.stopped();
            }
        };
    }

    private Behavior<LinkEvent> flush() {
        while (link.isWritable() && !waiting.isEmpty()) {
            Bytes next = waiting.remove();
            link.write(next);
            link.consumed(next.size());
            returned.add(next.size());
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
