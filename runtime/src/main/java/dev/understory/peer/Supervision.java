package dev.understory.peer;

import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Supervision of the node-wide actors: a defect is reported, the message that showed it is given up, and the actor goes
 * on, because its end would end every connection of the node.
 */
public final class Supervision {
    private Supervision() {}

    /** Goes on with the state it had. */
    public static <T> Behavior<T> resume(String where, ConnectionEvents events, Class<T> type, Behavior<T> behavior) {
        return supervised(where, events, type, behavior, SupervisorStrategy.resume());
    }

    /** Starts anew. */
    static <T> Behavior<T> restart(String where, ConnectionEvents events, Class<T> type, Behavior<T> behavior) {
        return supervised(where, events, type, behavior, SupervisorStrategy.restart());
    }

    private static <T> Behavior<T> supervised(
            String where, ConnectionEvents events, Class<T> type, Behavior<T> behavior, SupervisorStrategy strategy) {
        Behavior<T> reporting = Behaviors.intercept(() -> new Reporter<>(where, events, type), behavior);
        return Behaviors.supervise(reporting).onFailure(Throwable.class, strategy);
    }

    private static final class Reporter<T> extends BehaviorInterceptor<T, T> {
        private final String where;
        private final ConnectionEvents events;

        Reporter(String where, ConnectionEvents events, Class<T> type) {
            super(type);
            this.where = where;
            this.events = events;
        }

        @Override
        public Behavior<T> aroundReceive(TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
            try {
                return target.apply(context, message);
            } catch (RuntimeException | AssertionError defect) {
                String on = message.getClass().getSimpleName();
                events.emit(new ConnectionEvent.Defect(where, on + ": " + defect));
                throw defect;
            }
        }
    }
}
