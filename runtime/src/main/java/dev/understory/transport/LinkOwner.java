package dev.understory.transport;

import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts the behaviour of a link on the link's dispatcher. A defect of the behaviour resets the link. */
final class LinkOwner {
    private LinkOwner() {}

    static ActorRef<Void> start(
            ActorContext<?> parent, String name, Link link, Function<Link, ? extends Behavior<?>> behavior) {
        try {
            return spawn(parent, name, link, behavior.apply(link));
        } catch (RuntimeException | AssertionError defect) {
            link.refuse();
            throw defect;
        }
    }

    private static <M> ActorRef<Void> spawn(ActorContext<?> parent, String name, Link link, Behavior<M> behavior) {
        // Of any type of message: the behaviour's own protocol is nobody's business here.
        @SuppressWarnings("unchecked")
        Behavior<Object> any = (Behavior<Object>) behavior;
        Behavior<Object> guarded = Behaviors.intercept(() -> new Guard(link), any);
        return parent.spawn(guarded, name, link.dispatcher()).unsafeUpcast();
    }

    private static final class Guard extends BehaviorInterceptor<Object, Object> {
        private final Link link;

        Guard(Link link) {
            super(Object.class);
            this.link = link;
        }

        @Override
        public Behavior<Object> aroundStart(TypedActorContext<Object> context, PreStartTarget<Object> target) {
            try {
                return target.start(context);
            } catch (RuntimeException | AssertionError defect) {
                link.abort();
                throw defect;
            }
        }

        @Override
        public Behavior<Object> aroundReceive(
                TypedActorContext<Object> context, Object message, ReceiveTarget<Object> target) {
            try {
                return target.apply(context, message);
            } catch (RuntimeException | AssertionError defect) {
                link.abort();
                throw defect;
            }
        }

        @Override
        public Behavior<Object> aroundSignal(
                TypedActorContext<Object> context, Signal signal, SignalTarget<Object> target) {
            try {
                return target.apply(context, signal);
            } catch (RuntimeException | AssertionError defect) {
                link.abort();
                throw defect;
            }
        }
    }
}
