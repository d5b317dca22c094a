package dev.understory.transport.tls;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * A transport whose links are secured by TLS 1.3 before anybody hears of them: {@link ListenEvent.Accepted} and {@link
 * DialEvent.Opened} come after the handshake, and {@link dev.understory.transport.Link#peer()} says who the other end is. A dial whose
 * handshake fails is {@code NOT_SECURED}; its time includes the handshake.
 *
 * <p>On such a link {@code END_OF_STREAM} means that the peer has said goodbye, so that nothing is missing; a stream that just
 * ends is {@code RESET}. Everything else is as on the links below, flow control included.
 */
public final class TlsTransport implements Transport {
    /** What lies below. */
    record Below(Transport transport, TlsEnvironment environment) {}

    private final Below below;
    private final TlsExpectation expected;
    private final ActorRef<TlsKeeper.Command> keeper;

    private TlsTransport(Below below, TlsExpectation expected, ActorRef<TlsKeeper.Command> keeper) {
        this.below = below;
        this.expected = expected;
        this.keeper = keeper;
    }

    /**
     * TLS over another transport. Its actors, and with them its links, end with {@code parent}. Its dials accept anybody who is
     * trusted.
     *
     * @param name of the actor that is its root, unique below the parent
     */
    public static TlsTransport create(
            ActorContext<?> parent, String name, Transport below, TlsEnvironment environment) {
        Below both = new Below(below, environment);
        ActorRef<TlsKeeper.Command> keeper =
                parent.spawn(TlsKeeper.create(both), name, DispatcherSelector.sameAsParent());
        return new TlsTransport(both, new TlsExpectation.AnyTrusted(), keeper);
    }

    /** The same transport for dials that expect a certain peer. */
    public TlsTransport expecting(TlsExpectation whom) {
        return new TlsTransport(below, whom, keeper);
    }

    @Override
    public void listen(Endpoint local, ActorRef<ListenEvent> replyTo) {
        if (below.environment().tls().settings().own() == null) {
            replyTo.tell(new ListenEvent.ListenFailed(local, "cannot listen on " + local + ": " + Tls.NOTHING_TO_SHOW));
        } else {
            keeper.tell(new TlsKeeper.Listen(local, replyTo));
        }
    }

    @Override
    public boolean isAddress(String host) {
        return below.transport().isAddress(host);
    }

    @Override
    public void lookUp(String host, Duration timeout, ActorRef<LookupEvent> replyTo) {
        below.transport().lookUp(host, timeout, replyTo);
    }

    @Override
    public void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        long now = below.environment().clock().nowNanos();
        keeper.tell(new TlsKeeper.Dial(remote, expected, now, timeout, replyTo));
    }
}
