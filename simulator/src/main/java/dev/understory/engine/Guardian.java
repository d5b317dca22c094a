package dev.understory.engine;

import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The root of a shard's actor system: starts and stops the root actors of nodes, and does nothing else. */
final class Guardian extends AbstractBehavior<Guardian.Command> {
    /** What the shard asks for. */
    sealed interface Command {}

    /** Starts an actor and hands its reference over before the shard comes to rest. */
    record Spawn<M>(Behavior<M> behavior, String name, Consumer<ActorRef<M>> started) implements Command {
        void in(ActorContext<Command> context) {
            started.accept(context.spawn(behavior, name));
        }
    }

    /** Stops an actor that was started here. */
    record Stop(ActorRef<?> actor) implements Command {}

    static Behavior<Command> create() {
        return Behaviors.setup(Guardian::new);
    }

    private Guardian(ActorContext<Command> context) {
        super(context);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Spawn<?> spawn -> spawn.in(getContext());
            case Stop stop -> getContext().stop(stop.actor());
        }
        return this;
    }
}
