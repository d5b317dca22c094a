package dev.understory.transport.tls;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.ListenEvent;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** The parent of all actors of a {@link TlsTransport}: its links end with it. */
final class TlsKeeper extends AbstractMatchingBehavior<TlsKeeper.Command> {
    /** What it hears. */
    sealed interface Command {}

    /** Listen. */
    record Listen(Endpoint local, ActorRef<ListenEvent> replyTo) implements Command {}

    /** Dial; the time allowed began at {@code begunNanos}. */
    record Dial(
            Endpoint remote, TlsExpectation expected, long begunNanos, Duration timeout, ActorRef<DialEvent> replyTo)
            implements Command {}

    /** Do the handshake of a link, and carry its bytes from then on. */
    record Carry(Link link, @Nullable TlsExpectation dialled, Duration allowed, TlsReport report) implements Command {}

    static Behavior<Command> create(TlsTransport.Below below) {
        return Behaviors.setup(context -> new TlsKeeper(context, below));
    }

    private final ActorContext<Command> context;
    private final TlsTransport.Below below;
    private long children;

    private TlsKeeper(ActorContext<Command> context, TlsTransport.Below below) {
        super(context);
        this.context = context;
        this.below = below;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Listen listen ->
                spawn(
                        TlsDoor.create(below, listen.local(), listen.replyTo(), context.getSelf()),
                        "door",
                        DispatcherSelector.sameAsParent());
            case Dial dial ->
                spawn(TlsDial.create(below, dial, context.getSelf()), "dial", DispatcherSelector.sameAsParent());
            case Carry carry ->
                spawn(
                        TlsLinkActor.create(
                                below.environment(), carry.link(), carry.dialled(), carry.allowed(), carry.report()),
                        "link",
                        carry.link().dispatcher());
        }
        return this;
    }

    private <M> void spawn(Behavior<M> behavior, String kind, DispatcherSelector dispatcher) {
        context.spawn(behavior, kind + "-" + ++children, dispatcher);
    }
}
