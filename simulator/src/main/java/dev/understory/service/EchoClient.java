package dev.understory.service;

import dev.understory.crypto.RandomStream;
import dev.understory.node.Service;
import dev.understory.node.ServiceEnvironment;
import dev.understory.node.ServiceEvents;
import dev.understory.transport.Dialer;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Transport;
import dev.understory.transport.tls.TlsExpectation;
import dev.understory.transport.tls.TlsTransport;
import dev.understory.workload.Schedule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * A node that asks echo services: dials by its schedule, and measures what comes of it. At most {@link #MOST_OPEN} links are under way at
 * a time; one that would be beyond has failed at once.
 */
final class EchoClient implements Service {
    /** Links under way at a time. */
    static final int MOST_OPEN = 1024;

    private static final String PREFIX = "echo";

    private final String name;
    private final Schedule schedule;
    private final int[] others;
    private final IntFunction<ServiceWorkload.Target> targets;
    private final Duration timeout;

    EchoClient(
            String name,
            Schedule schedule,
            int[] others,
            IntFunction<ServiceWorkload.Target> targets,
            long timeoutNanos) {
        this.name = name;
        this.schedule = schedule;
        this.others = others;
        this.targets = targets;
        this.timeout = Duration.ofNanos(timeoutNanos);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String metricsPrefix() {
        return PREFIX;
    }

    @Override
    public List<Endpoint> ports() {
        return List.of();
    }

    @Override
    public Behavior<Command> create(ServiceEnvironment environment) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Asking(context, timers, environment)));
    }

    /** It is time to ask. */
    private record Due() implements Own {}

    /** What came of one: whether all came back, and when. */
    private record Done(int number, boolean allCameBack, long atNanos) implements Own {}

    /** One has taken too long. */
    private record Overdue(int number) implements Own {}

    /** The time for what is under way is over. */
    private record Over() implements Own {}

    /** A link that is under way. */
    private record Pending(long sinceNanos, ActorRef<Dialer.Command> dialer) {}

    private final class Asking extends AbstractMatchingBehavior<Command> {
        private final ActorContext<Command> context;
        private final TimerScheduler<Command> timers;
        private final ServiceEnvironment environment;
        private final RandomStream choice;
        private final ServiceEvents.Counter asked;
        private final ServiceEvents.Samples latency;
        private final ServiceEvents.Samples completed;
        private final Map<Integer, Pending> pending = new LinkedHashMap<>();
        private @Nullable TlsTransport secured;
        private int next;
        private boolean stopping;

        Asking(ActorContext<Command> context, TimerScheduler<Command> timers, ServiceEnvironment environment) {
            super(context);
            this.context = context;
            this.timers = timers;
            this.environment = environment;
            this.choice = environment.entropy().stream("target");
            this.asked = environment.events().counter("asked");
            this.latency = environment.events().samples("latency");
            this.completed = environment.events().samples("completed");
            this.next = schedule.firstFrom(now());
            scheduleNext();
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            switch (command) {
                case Due due -> onDue();
                case Done done -> onDone(done);
                case Overdue overdue -> onOverdue(overdue.number());
                case Over over -> pending.clear();
                case Stop stop -> onStop(stop.deadline());
                case Own unknown -> throw new IllegalArgumentException("not for this service: " + unknown);
            }
            return stopping && pending.isEmpty() ? Behaviors.stopped() : this;
        }

        private void onDue() {
            ask(next);
            next++;
            scheduleNext();
        }

        private void ask(int number) {
            long now = now();
            asked.add(1);
            if (others.length == 0 || pending.size() >= MOST_OPEN) {
                completed.add(now, 0);
                return;
            }
            ServiceWorkload.Target target = targets.apply(others[choice.nextInt(others.length)]);
            ActorRef<Command> self = context.getSelf();
            int size = Math.max(1, schedule.size(number));
            Behavior<Dialer.Command> dial = Dialer.create(
                    transport(target),
                    environment.clock(),
                    target.at(),
                    timeout,
                    link -> EchoTalk.create(
                            link,
                            number,
                            size,
                            allCameBack -> self.tell(new Done(
                                    number, allCameBack, environment.clock().nowNanos()))),
                    failed -> self.tell(new Done(number, false, now)));
            pending.put(number, new Pending(now, context.spawn(dial, "ask-" + number, environment.dispatcher())));
            timers.startSingleTimer(new Overdue(number), new Overdue(number), timeout);
        }

        private Transport transport(ServiceWorkload.Target target) {
            if (!target.tls()) {
                return environment.transport();
            }
            if (secured == null) {
                secured = environment
                        .secured(context)
                        .orElseThrow(() -> new IllegalStateException("this node has no TLS"));
            }
            return secured.expecting(new TlsExpectation.Named(target.node()));
        }

        private void onDone(Done done) {
            Pending link = pending.remove(done.number());
            if (link != null) {
                timers.cancel(new Overdue(done.number()));
                if (done.allCameBack()) {
                    latency.add(link.sinceNanos(), done.atNanos() - link.sinceNanos());
                }
                completed.add(link.sinceNanos(), done.allCameBack() ? 1 : 0);
            }
        }

        private void onOverdue(int number) {
            Pending link = pending.remove(number);
            if (link != null) {
                context.stop(link.dialer());
                completed.add(link.sinceNanos(), 0);
            }
        }

        private void onStop(Duration deadline) {
            stopping = true;
            timers.cancel(new Due());
            timers.startSingleTimer(new Over(), deadline);
        }

        private void scheduleNext() {
            if (next < schedule.count()) {
                long wait = Math.max(0, schedule.atNanos(next) - now());
                timers.startSingleTimer(new Due(), new Due(), Duration.ofNanos(wait));
            }
        }

        private long now() {
            return environment.clock().nowNanos();
        }
    }
}
