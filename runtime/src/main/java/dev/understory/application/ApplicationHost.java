package dev.understory.application;

import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.identity.PublicKey;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The actor in which an {@link Application} lives. It interprets the application's behaviour itself, so that no message
 * crosses another mailbox: a batch of deliveries is unrolled into events, and its credit goes back once the application has
 * dealt with them. Timers and messages of the application's own arrive here as they are.
 *
 * <p>It hears {@link Delivery} from the connections and {@link ApplicationEvent} from the application's own timers and
 * actors, which is why its message type is Object inside and {@link Delivery} to everybody else.
 */
public final class ApplicationHost extends ExtensibleBehavior<Object> {

    /** Runs the application that is registered. It stops when the application's behaviour stops or fails. */
    public static Behavior<Delivery> create(HostSettings settings) {
        return Behaviors.<Object>setup(anything -> {
                    ActorContext<ApplicationEvent> context = ownContext(anything);
                    HostedNode node = new HostedNode(settings, context);
                    Behavior<ApplicationEvent> initial;
                    try {
                        initial = Behavior.start(
                                settings.registration().application().create(node), context);
                    } catch (Throwable defect) {
                        ApplicationFailure.refuseTheUnbearable(defect);
                        throw defect;
                    }
                    if (!Behavior.isAlive(initial)) {
                        return Behaviors.stopped();
                    }
                    return new ApplicationHost(node, context, initial);
                })
                .narrow();
    }

    private final HostedNode node;
    private final ActorContext<ApplicationEvent> context;
    private Behavior<ApplicationEvent> behavior;

    private ApplicationHost(
            HostedNode node, ActorContext<ApplicationEvent> context, Behavior<ApplicationEvent> behavior) {
        this.node = node;
        this.context = context;
        this.behavior = behavior;
    }

    /**
     * The context as the application sees it. Message types are erased at run time, so its messages arrive here too.
     */
    @SuppressWarnings("unchecked")
    private static ActorContext<ApplicationEvent> ownContext(ActorContext<?> anything) {
        return (ActorContext<ApplicationEvent>) anything;
    }

    @Override
    public Behavior<Object> receive(TypedActorContext<Object> anything, Object message) {
        try {
            switch (message) {
                case Delivery delivery -> onDelivery(delivery);
                case ApplicationEvent event -> tell(event);
                case HostedNode.FetchAlarm alarm -> alarm.of().wake();
                case HostedNode.VerdictsDue due -> node.verdictsDue();
                default -> {
                    return Behaviors.unhandled();
                }
            }
        } catch (Throwable defect) {
            ApplicationFailure.refuseTheUnbearable(defect);
            throw defect;
        }
        return outcome();
    }

    @Override
    public Behavior<Object> receiveSignal(TypedActorContext<Object> anything, Signal signal) {
        try {
            become(Behavior.interpretSignal(behavior, context, signal));
        } catch (Throwable defect) {
            ApplicationFailure.refuseTheUnbearable(defect);
            throw defect;
        } finally {
            if (signal instanceof PostStop) {
                node.close();
            }
        }
        return outcome();
    }

    private void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Batch batch -> onBatch(batch);
            case Delivery.Admitted admitted -> onAdmitted(admitted.peer());
            case Delivery.Lost lost -> onLost(lost);
            case Delivery.BatchCompleted unexpected -> {
                // An application sends no batches.
            }
            case Delivery.SendCompleted completed -> {
                if (node.completed(completed.peer(), completed.token())) {
                    tell(new ApplicationEvent.SendCompleted(completed.token(), completed.peer(), completed.outcome()));
                }
            }
        }
    }

    private void onBatch(Delivery.Batch batch) {
        PublicKey sender = batch.sender();
        List<Bytes> messages = batch.messages();
        for (int i = 0; i < messages.size(); i++) {
            if (!node.takes(sender, batch.topic(), messages.get(i))) {
                tell(new ApplicationEvent.Delivered(sender, batch.topic(), messages.get(i)));
            }
        }
        node.consumed(batch);
    }

    private void onAdmitted(PeerHandle handle) {
        node.admitted(handle);
        tell(new ApplicationEvent.PeerAdmitted(handle.peer()));
    }

    private void onLost(Delivery.Lost lost) {
        List<Long> open = node.lost(lost.peer(), lost.connectionId());
        for (long token : open) {
            tell(new ApplicationEvent.SendCompleted(token, lost.peer(), SendOutcome.CLOSED));
        }
        tell(new ApplicationEvent.PeerLost(lost.peer(), lost.reason()));
    }

    private void tell(ApplicationEvent event) {
        if (Behavior.isAlive(behavior)) {
            become(Behavior.interpretMessage(behavior, context, event));
        }
    }

    private void become(Behavior<ApplicationEvent> next) {
        behavior = Behavior.canonicalize(next, behavior, context);
    }

    private Behavior<Object> outcome() {
        node.watchVerdicts();
        return Behavior.isAlive(behavior) ? this : Behaviors.stopped();
    }
}
