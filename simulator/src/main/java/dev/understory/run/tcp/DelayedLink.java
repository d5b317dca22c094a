package dev.understory.run.tcp;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * A dialled link whose bytes take their time in both directions. A relay actor on the link's own dispatcher hears of the
 * real link and of the timers; since that dispatcher has one thread, link and relay share their state without locks.
 */
final class DelayedLink implements Link {
    /** Above this many bytes on their way out the link is not writable; as much may be on its way in. */
    private static final int MOST_IN_FLIGHT = 8 << 20;

    private final Link link;
    private final ActorSystem<?> system;
    private final DelayedQueue<Outgoing> outgoing;
    private final DelayedQueue<LinkEvent> incoming;
    private @Nullable ActorRef<Relay> relay;
    private Consumer<LinkEvent> owner = event -> {};
    private int bytesOut;
    private int bytesHeld;
    private int bytesOwed;
    private boolean wasFull;
    private boolean suspended;
    private boolean closed;

    /** What the relay hears. */
    private sealed interface Relay {}

    private record Happened(LinkEvent event) implements Relay {}

    private enum Look implements Relay {
        /** Something may be due. */
        NOW,
        /** Something was put in. */
        SOON
    }

    private sealed interface Outgoing {}

    private record Write(Bytes bytes) implements Outgoing {}

    private enum End implements Outgoing {
        CLOSE
    }

    DelayedLink(Link link, ActorSystem<?> system, PathDelays paths, int dialler, int acceptor) {
        this.link = link;
        this.system = system;
        this.outgoing = new DelayedQueue<>(paths, dialler, acceptor, link.id());
        this.incoming = new DelayedQueue<>(paths, acceptor, dialler, link.id());
    }

    @Override
    public long id() {
        return link.id();
    }

    @Override
    public Endpoint remote() {
        return link.remote();
    }

    @Override
    public Endpoint local() {
        return link.local();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return link.dispatcher();
    }

    @Override
    public <M> void attach(ActorRef<M> newOwner, Function<LinkEvent, M> wrap) {
        owner = event -> newOwner.tell(wrap.apply(event));
        ActorRef<Relay> started = system.systemActorOf(relaying(), "delayed-link-" + link.id(), link.dispatcher());
        relay = started;
        link.attach(started, Happened::new);
    }

    @Override
    public void write(Bytes bytes) {
        if (!closed) {
            bytesOut += bytes.size();
            outgoing.put(System.nanoTime(), new Write(bytes));
            look(Look.SOON);
        }
    }

    @Override
    public boolean isWritable() {
        boolean full = bytesOut >= MOST_IN_FLIGHT || !link.isWritable();
        wasFull |= full;
        return !full;
    }

    @Override
    public void consumed(int size) {
        bytesHeld -= size;
        if (bytesOwed > 0 && bytesHeld < MOST_IN_FLIGHT) {
            link.consumed(bytesOwed);
            bytesOwed = 0;
        }
    }

    @Override
    public void suspendReading() {
        suspended = true;
        link.suspendReading();
    }

    @Override
    public void resumeReading() {
        suspended = false;
        link.resumeReading();
        look(Look.SOON);
    }

    /** A link that was never attached may be closed from any thread, as the real one. */
    @Override
    public void close() {
        if (relay == null) {
            link.close();
        } else if (!closed) {
            closed = true;
            outgoing.put(System.nanoTime(), End.CLOSE);
            look(Look.SOON);
        }
    }

    @Override
    public void abort() {
        closed = true;
        link.abort();
    }

    @Override
    public void refuse() {
        closed = true;
        link.refuse();
    }

    private void look(Look when) {
        ActorRef<Relay> started = relay;
        if (started != null) {
            started.tell(when);
        }
    }

    private Behavior<Relay> relaying() {
        return Behaviors.withTimers(timers -> Behaviors.receiveMessage(message -> {
            switch (message) {
                case Happened(LinkEvent event) -> happened(event);
                case Look look -> {}
            }
            return pass(timers) ? Behaviors.same() : Behaviors.stopped();
        }));
    }

    private void happened(LinkEvent event) {
        if (event instanceof LinkEvent.Received received) {
            bytesHeld += received.bytes().size();
            if (bytesHeld < MOST_IN_FLIGHT) {
                link.consumed(received.bytes().size());
            } else {
                bytesOwed += received.bytes().size();
            }
        }
        if (event instanceof LinkEvent.Writable) {
            tellWritable();
        } else {
            incoming.put(System.nanoTime(), event);
        }
    }

    /** Lets through what is due and sets the timer for the next; false once the owner heard of the end. */
    private boolean pass(TimerScheduler<Relay> timers) {
        long now = System.nanoTime();
        boolean[] ended = new boolean[1];
        outgoing.release(now, this::send);
        if (!suspended) {
            incoming.release(now, event -> {
                ended[0] |= event instanceof LinkEvent.Closed;
                owner.accept(event);
            });
        }
        tellWritable();
        long next = Math.min(outgoing.nextLook(now), suspended ? Long.MAX_VALUE : incoming.nextLook(now));
        if (!ended[0] && next != Long.MAX_VALUE) {
            timers.startSingleTimer(Look.NOW, Look.NOW, Duration.ofNanos(Math.max(1, next - now)));
        }
        return !ended[0];
    }

    private void send(Outgoing what) {
        switch (what) {
            case Write(Bytes bytes) -> {
                bytesOut -= bytes.size();
                link.write(bytes);
            }
            case End end -> link.close();
        }
    }

    private void tellWritable() {
        if (wasFull && bytesOut < MOST_IN_FLIGHT / 2 && link.isWritable()) {
            wasFull = false;
            owner.accept(new LinkEvent.Writable());
        }
    }
}
