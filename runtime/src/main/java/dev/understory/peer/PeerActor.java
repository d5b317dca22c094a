package dev.understory.peer;

import dev.understory.connection.ConnectionActor;
import dev.understory.connection.Consumers;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.crypto.Entropy;
import dev.understory.identity.PublicKey;
import dev.understory.peerbook.DialBackoff;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One identity, or one address to be dialled whose identity is not known yet. It tells the consumers when the peer comes
 * and goes, and, for a peer that is kept, asks for a dial whenever there is no connection: at once the first time, after a
 * growing, jittered back-off later, for ever. There is one dial of a peer at a time. It takes no decision on admission.
 */
final class PeerActor extends AbstractMatchingBehavior<PeerActor.Command> {
    /**
     * A connection that held as long as this was a success: the back-off starts anew. Longer than a peer without a slot
     * takes to close on us, and short enough that a peer that restarts several times is not left alone for a minute.
     */
    static final Duration STABLE = Duration.ofSeconds(5);

    /** What a peer hears. All of it comes from the peer set, in the order in which things happened. */
    sealed interface Command {}

    /** Keep a connection to the peer; the first dial waits for {@code delay}. */
    record Keep(Endpoint endpoint, Duration delay) implements Command {}

    /** Dial no more of one's own accord. */
    record Forget() implements Command {}

    /** The dial that was asked for has ended without an admitted connection. */
    record DialOver(String detail) implements Command {}

    /** The peer is admitted with that connection. */
    record Adopt(PeerHandle handle, Consumers consumers) implements Command {}

    /** The adopted connection has ended. */
    record ConnectionEnded(CloseReason reason) implements Command {}

    /** The consumers have changed; {@code newcomer} has not heard of the peer yet. */
    record UseConsumers(Consumers consumers, @Nullable ActorRef<Delivery> newcomer) implements Command {}

    /** Nobody needs this peer any more. */
    record Retire() implements Command {}

    private record DialNow() implements Command {}

    /** What all peers of a node share. */
    record Shared(
            NodeClock clock,
            Entropy entropy,
            DialSettings dial,
            ConnectionEvents events,
            ActorRef<PeerSetActor.Command> peers) {}

    /**
     * A peer.
     *
     * @param entryId how the peer set knows it
     * @param handle the connection of a predecessor that failed; its consumers have heard of it already
     */
    static Behavior<Command> create(
            Shared shared, long entryId, @Nullable PublicKey key, @Nullable PeerHandle handle, Consumers consumers) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new PeerActor(context, timers, shared, entryId, key, handle, consumers)));
    }

    private final Shared shared;
    private final long entryId;
    private final @Nullable PublicKey key;
    private final TimerScheduler<Command> timers;
    private Consumers consumers;
    private @Nullable PeerHandle handle;
    private long adoptedAt;
    private @Nullable Endpoint kept;
    private boolean dialing;
    private @Nullable DialBackoff backoff;

    private PeerActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Shared shared,
            long entryId,
            @Nullable PublicKey key,
            @Nullable PeerHandle handle,
            Consumers consumers) {
        super(context);
        this.timers = timers;
        this.shared = shared;
        this.entryId = entryId;
        this.key = key;
        this.handle = handle;
        this.consumers = consumers;
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Keep keep -> onKeep(keep);
            case Forget forget -> onForget();
            case DialNow dial -> onDialNow();
            case DialOver over -> onDialOver(over.detail());
            case Adopt adopt -> onAdopt(adopt);
            case ConnectionEnded ended -> onConnectionEnded(ended.reason());
            case UseConsumers use -> onUseConsumers(use);
            case Retire retire -> Behaviors.stopped();
        };
    }

    private Behavior<Command> onKeep(Keep keep) {
        boolean idle = kept == null && handle == null && !dialing;
        kept = keep.endpoint();
        if (idle) {
            timers.startSingleTimer(new DialNow(), keep.delay());
        }
        return this;
    }

    private Behavior<Command> onForget() {
        kept = null;
        timers.cancelAll();
        return this;
    }

    private Behavior<Command> onDialNow() {
        if (kept != null && handle == null && !dialing) {
            dialing = true;
            shared.peers().tell(new PeerSetActor.DialWanted(entryId));
        }
        return this;
    }

    private Behavior<Command> onDialOver(String detail) {
        dialing = false;
        if (kept != null && handle == null) {
            long wait = backOff();
            int failures = backoff().failures();
            shared.events().emit(new ConnectionEvent.DialFailed(key, kept, detail, failures, wait));
        }
        return this;
    }

    private Behavior<Command> onAdopt(Adopt adopt) {
        timers.cancelAll();
        dialing = false;
        handle = adopt.handle();
        consumers = adopt.consumers();
        adoptedAt = shared.clock().nowNanos();
        consumers.tellAll(new Delivery.Admitted(handle));
        handle.connection().tell(new ConnectionActor.Admit(handle.peer(), consumers, handle.allowance()));
        return this;
    }

    private Behavior<Command> onConnectionEnded(CloseReason reason) {
        if (handle != null) {
            PeerHandle gone = handle;
            handle = null;
            consumers.tellAll(new Delivery.Lost(gone.peer().id(), gone.connectionId(), reason));
            if (kept != null) {
                if (backoff != null && shared.clock().nowNanos() - adoptedAt >= STABLE.toNanos()) {
                    backoff.succeeded();
                }
                backOff();
            }
        }
        return this;
    }

    private Behavior<Command> onUseConsumers(UseConsumers use) {
        consumers = use.consumers();
        if (handle != null) {
            if (use.newcomer() != null) {
                use.newcomer().tell(new Delivery.Admitted(handle));
            }
            handle.connection().tell(new ConnectionActor.UseConsumers(consumers));
        }
        return this;
    }

    private long backOff() {
        long wait = backoff().failed();
        timers.startSingleTimer(new DialNow(), Duration.ofNanos(wait));
        return wait;
    }

    private DialBackoff backoff() {
        if (backoff == null) {
            DialSettings dial = shared.dial();
            String name = "dial-backoff/" + (key != null ? key.hex() : String.valueOf(kept));
            backoff = new DialBackoff(
                    dial.firstDelay(), dial.maxDelay(), dial.factor(), dial.jitter(), shared.entropy().stream(name));
        }
        return backoff;
    }
}
