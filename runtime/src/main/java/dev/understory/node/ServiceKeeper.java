package dev.understory.node;

import dev.understory.application.ApplicationFailure;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps one service of a node: passes messages on to it, tells if it ends before it should, and cuts it off if it ends later than it
 * may. Ends with it.
 */
final class ServiceKeeper extends AbstractMatchingBehavior<Service.Command> {
    /** What a service has beyond the deadline of a stop to close what is open; more than the peer set takes for that. */
    static final Duration CUT_OFF = Duration.ofSeconds(5);

    private record TimeOver() implements Service.Own {}

    static Behavior<Service.Command> create(Service service, ServiceEnvironment environment, NodeEventSink events) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ServiceKeeper(context, timers, service, environment, events)));
    }

    private final ActorContext<Service.Command> context;
    private final TimerScheduler<Service.Command> timers;
    private final String name;
    private final NodeEventSink events;
    private final ActorRef<Service.Command> service;
    private boolean stopping;

    private ServiceKeeper(
            ActorContext<Service.Command> context,
            TimerScheduler<Service.Command> timers,
            Service kept,
            ServiceEnvironment environment,
            NodeEventSink events) {
        super(context);
        this.context = context;
        this.timers = timers;
        this.name = kept.name();
        this.events = events;
        Behavior<Service.Command> guarded =
                Behaviors.intercept(Guard::new, Behaviors.setup(own -> kept.create(environment)));
        this.service = context.spawn(guarded, "service", environment.dispatcher());
        context.watch(service);
    }

    @Override
    public Behavior<Service.Command> onMessage(Service.Command command) {
        switch (command) {
            case TimeOver over -> {
                tell("did not stop in time, and was cut off");
                context.stop(service);
            }
            case Service.Stop stop -> {
                if (!stopping) {
                    stopping = true;
                    timers.startSingleTimer(new TimeOver(), stop.deadline().plus(CUT_OFF));
                    service.tell(stop);
                }
            }
            case Service.Own own -> service.tell(own);
        }
        return this;
    }

    @Override
    public Behavior<Service.Command> onSignal(Signal signal) {
        return switch (signal) {
            case ChildFailed failed -> {
                tell("has failed: " + failed.getCause());
                yield Behaviors.stopped();
            }
            case Terminated ended -> {
                if (!stopping) {
                    tell("has stopped by itself");
                }
                yield Behaviors.stopped();
            }
            default -> this;
        };
    }

    /** Who listens must not decide whether a service ends. */
    private void tell(String detail) {
        try {
            events.emit(new NodeEvent.ServiceEnded(name, detail));
        } catch (RuntimeException defect) {
            context.getLog().error("the listener of the node's events has failed on the end of {}", name, defect);
        }
    }

    /** What would end the whole actor system is the end of this service only. */
    private static final class Guard extends BehaviorInterceptor<Service.Command, Service.Command> {
        Guard() {
            super(Service.Command.class);
        }

        @Override
        public Behavior<Service.Command> aroundStart(
                TypedActorContext<Service.Command> actor, PreStartTarget<Service.Command> target) {
            try {
                return target.start(actor);
            } catch (Throwable defect) {
                ApplicationFailure.refuseTheUnbearable(defect);
                throw defect;
            }
        }

        @Override
        public Behavior<Service.Command> aroundReceive(
                TypedActorContext<Service.Command> actor,
                Service.Command message,
                ReceiveTarget<Service.Command> target) {
            try {
                return target.apply(actor, message);
            } catch (Throwable defect) {
                ApplicationFailure.refuseTheUnbearable(defect);
                throw defect;
            }
        }

        @Override
        public Behavior<Service.Command> aroundSignal(
                TypedActorContext<Service.Command> actor, Signal signal, SignalTarget<Service.Command> target) {
            try {
                return target.apply(actor, signal);
            } catch (Throwable defect) {
                ApplicationFailure.refuseTheUnbearable(defect);
                throw defect;
            }
        }
    }
}
