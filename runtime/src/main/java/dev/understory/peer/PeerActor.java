package dev.understory.peer;

import dev.understory.admission.RedialEffect;
import dev.understory.admission.RedialPolicy;
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
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One identity, or one address to be dialled whose identity is not known yet. It tells the consumers when the peer comes
 * and goes, and carries out what its {@link RedialPolicy} wants: there is one dial of a peer at a time. It takes no decision
 * on admission.
 */
final class PeerActor extends AbstractMatchingBehavior<PeerActor.Command> {
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
        Behavior<Command> running = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new PeerActor(context, timers, shared, entryId, key, handle, consumers)));
        return Supervision.stop(key == null ? "peer" : "peer " + key, shared.events(), Command.class, running);
    }

    private final Shared shared;
    private final long entryId;
    private final @Nullable PublicKey key;
    private final TimerScheduler<Command> timers;
    private final RedialPolicy redial;
    private Consumers consumers;
    private @Nullable PeerHandle handle;
    /** Where it was kept last. */
    private @Nullable Endpoint kept;

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
        this.redial = new RedialPolicy(this::backoff, handle != null);
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
        kept = keep.endpoint();
        carryOut(redial.keep(keep.delay()), "");
        return this;
    }

    private Behavior<Command> onForget() {
        carryOut(redial.forget(), "");
        return this;
    }

    private Behavior<Command> onDialNow() {
        carryOut(redial.due(), "");
        return this;
    }

    private Behavior<Command> onDialOver(String detail) {
        carryOut(redial.dialOver(), detail);
        return this;
    }

    private Behavior<Command> onAdopt(Adopt adopt) {
        carryOut(redial.connected(shared.clock().nowNanos()), "");
        handle = adopt.handle();
        consumers = adopt.consumers();
        consumers.tellAll(new Delivery.Admitted(handle));
        handle.connection().tell(new ConnectionActor.Admit(handle.peer(), consumers, handle.allowance()));
        return this;
    }

    private Behavior<Command> onConnectionEnded(CloseReason reason) {
        if (handle != null) {
            PeerHandle gone = handle;
            handle = null;
            consumers.tellAll(new Delivery.Lost(gone.peer().id(), gone.connectionId(), reason));
        }
        carryOut(redial.lost(shared.clock().nowNanos()), "");
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

    /** {@code detail} says how a dial has failed. */
    private void carryOut(List<RedialEffect> effects, String detail) {
        for (RedialEffect effect : effects) {
            switch (effect) {
                case RedialEffect.Dial dial -> shared.peers().tell(new PeerSetActor.DialWanted(entryId));
                case RedialEffect.WakeAfter(Duration delay) -> timers.startSingleTimer(new DialNow(), delay);
                case RedialEffect.CancelWake cancel -> timers.cancelAll();
                case RedialEffect.ReportFailure(int failures, long retryNanos) -> {
                    Endpoint endpoint = Objects.requireNonNull(kept);
                    shared.events().emit(new ConnectionEvent.DialFailed(key, endpoint, detail, failures, retryNanos));
                }
            }
        }
    }

    private DialBackoff backoff() {
        DialSettings dial = shared.dial();
        String name = "dial-backoff/" + (key != null ? key.hex() : String.valueOf(kept));
        return new DialBackoff(
                dial.firstDelay(), dial.maxDelay(), dial.factor(), dial.jitter(), shared.entropy().stream(name));
    }
}
