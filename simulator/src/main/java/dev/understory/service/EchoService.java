package dev.understory.service;

import dev.understory.measure.MeterSet;
import dev.understory.node.Service;
import dev.understory.node.ServiceEnvironment;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Transport;
import dev.understory.transport.tls.TlsLimits;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Sends back what comes on each link, and no faster than the other end reads. At most {@link #LINKS} links are open at a time; what
 * comes beyond is refused. It fails where it is to be over TLS and its node has none.
 *
 * @param at where it listens
 * @param tls whether its links are secured
 */
public record EchoService(String name, Endpoint at, boolean tls) implements Service {
    /** Links open at a time, and handshakes; as many from one host, because over TCP all nodes of a run share one. */
    static final int LINKS = 1024;

    private static final String ACCEPTED = "links";
    private static final String RETURNED = "bytes";

    /** Declares what services of that name count. */
    public static void declare(String name, MeterSet meters, ServiceMeters known) {
        for (String metric : List.of(name + "." + ACCEPTED, name + "." + RETURNED)) {
            known.put(name, metric, meters.counter(metric, "", ""));
        }
    }

    @Override
    public List<Endpoint> ports() {
        return List.of(at);
    }

    @Override
    public Behavior<Command> create(ServiceEnvironment environment) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Running(context, timers, environment, this)));
    }

    private Transport transport(ActorContext<Command> context, ServiceEnvironment environment) {
        if (!tls) {
            return environment.transport();
        }
        TlsLimits usual = TlsLimits.defaults();
        TlsLimits limits =
                new TlsLimits(LINKS, LINKS, usual.handshakeTime(), usual.handshakeBytes(), usual.barrenRecords());
        return environment
                .secured(context, settings -> settings.withLimits(limits))
                .orElseThrow(() -> new IllegalStateException("this node has no TLS"));
    }

    /** The time for open links is over. */
    private record Over() implements Own {}

    private static final class Running extends AbstractMatchingBehavior<Command> {
        private final TimerScheduler<Command> timers;
        private final ActorRef<Acceptor.Command> acceptor;

        Running(
                ActorContext<Command> context,
                TimerScheduler<Command> timers,
                ServiceEnvironment environment,
                EchoService echo) {
            super(context);
            this.timers = timers;
            var accepted = environment.events().counter(ACCEPTED);
            var returned = environment.events().counter(RETURNED);
            acceptor = context.spawn(
                    Acceptor.create(
                            echo.transport(context, environment),
                            echo.at(),
                            new Acceptor.Limits(LINKS, LINKS),
                            link -> {
                                accepted.add(1);
                                return EchoLink.create(link, returned);
                            },
                            environment.events()::acceptor),
                    "acceptor",
                    environment.dispatcher());
            context.watch(acceptor);
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case Stop stop -> onStop(stop.deadline());
                case Over over -> Behaviors.stopped();
                case Own unknown -> throw new IllegalArgumentException("not for this service: " + unknown);
            };
        }

        private Behavior<Command> onStop(Duration deadline) {
            acceptor.tell(new Acceptor.Close());
            timers.startSingleTimer(new Over(), deadline);
            return this;
        }

        @Override
        public Behavior<Command> onSignal(Signal signal) {
            if (signal instanceof ChildFailed failed) {
                throw new IllegalStateException("the acceptor has failed", failed.getCause());
            }
            return signal instanceof Terminated ? Behaviors.stopped() : this;
        }
    }
}
