package dev.understory.node;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService;
import dev.understory.node.config.SystemSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.Actor;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.Mailbox;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.CanAwait;
import scala.concurrent.ExecutionContextExecutor;

/**
 * A small world in virtual time for tests of whole nodes: one thread, one actor system, one queue of events. Everything in
 * it, timers of actors included, happens in an order that depends on nothing outside.
 */
public final class World implements AutoCloseable, ExecutionContextExecutor {
    private static final String SETTINGS = """
            pekko {
              loglevel = "OFF"
              stdout-loglevel = "OFF"
              scheduler.implementation = "dev.understory.node.WorldScheduler"
              actor.internal-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
              actor.default-blocking-io-dispatcher { type = Dispatcher, executor = default-executor, throughput = 1 }
            }
            """;

    private static final ThreadLocal<World> CURRENT = new ThreadLocal<>();

    private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    final CryptoSuite suite = CryptoSuites.modelled();
    final MemoryTransport.Network network = new MemoryTransport.Network(this);
    /** How long a signature takes. */
    Duration signatureCost = Duration.ofMillis(1);
    /** How much signature work may be under way; more is refused. */
    int signatureRoom = Integer.MAX_VALUE;

    /** Which actors, by their paths, run as soon as they are told something: as on another thread that is faster. */
    Predicate<String> ahead = actor -> false;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ActorSystem<Object> system;
    private long now;
    private long sequence;
    private int spawned;
    private int signatures;

    public World() {
        CURRENT.set(this);
        BootstrapSetup setup = SystemSettings.bootstrap(SETTINGS).withDefaultExecutionContext(this);
        BlockContext runInstead = new BlockContext() {
            @Override
            public <T> T blockOn(Function0<T> wait, CanAwait permission) {
                settle();
                return wait.apply();
            }
        };
        system = BlockContext.withBlockContext(
                runInstead, () -> ActorSystem.create(Behaviors.empty(), "world", ActorSystemSetup.create(setup)));
        settle();
    }

    static World current() {
        return CURRENT.get();
    }

    long now() {
        return now;
    }

    /** Has something happen after {@code delayNanos}. */
    Runnable schedule(long delayNanos, Runnable action) {
        Event event = new Event(now + Math.max(0, delayNanos), sequence++, action);
        events.add(event);
        return () -> events.remove(event);
    }

    /** Starts an actor. */
    public <T> ActorRef<T> spawn(Behavior<T> behavior) {
        ActorRef<T> actor = system.systemActorOf(behavior, "actor" + spawned++, Props.empty());
        settle();
        return actor;
    }

    /** Someone who remembers what he is told. */
    <T> Probe<T> probe() {
        List<T> heard = new ArrayList<>();
        return new Probe<>(
                spawn(Behaviors.receiveMessage(message -> {
                    heard.add(message);
                    return Behaviors.same();
                })),
                heard);
    }

    record Probe<T>(ActorRef<T> ref, List<T> heard) {}

    SignatureService signatureService() {
        return (work, done) -> {
            if (signatures >= signatureRoom) {
                return false;
            }
            signatures++;
            SignatureService.Result result = SignatureService.perform(suite, work);
            schedule(signatureCost.toNanos(), () -> {
                signatures--;
                done.accept(result);
            });
            return true;
        };
    }

    /** Lets time pass. */
    public void run(Duration duration) {
        runUntil(() -> false, duration);
    }

    /** Lets time pass until the condition holds, at most for {@code limit}. Returns whether it held. */
    boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        settle();
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.at() > end) {
                now = end;
                return condition.getAsBoolean();
            }
            events.poll();
            now = next.at();
            next.action().run();
            settle();
        }
        return true;
    }

    /** Number of events that are still to come. */
    int pendingEvents() {
        return events.size();
    }

    /** Stops an actor that was spawned here. */
    void stop(ActorRef<?> actor) {
        Adapter.toClassic(system).stop(Adapter.toClassic(actor));
        settle();
    }

    /** Ends an actor somewhere below one that was spawned here, as a defect of it would. */
    void end(ActorRef<?> above, String path) {
        String whole = Adapter.toClassic(above).path().toStringWithoutAddress() + "/" + path;
        Adapter.toClassic(system).actorSelection(whole).tell(PoisonPill.getInstance(), Actor.noSender());
    }

    /** Number of actors alive, those of the system included. */
    long actors() {
        return ((ExtendedActorSystem) Adapter.toClassic(system))
                .printTree()
                .lines()
                .count();
    }

    @Override
    public void execute(Runnable task) {
        if (CURRENT.get() != this) {
            throw new IllegalStateException("a task from another thread: " + task);
        }
        if (task instanceof Mailbox mailbox
                && ahead.test(mailbox.actor().self().path().toString())) {
            task.run();
        } else {
            tasks.addLast(task);
        }
    }

    @Override
    public void reportFailure(Throwable cause) {
        throw new AssertionError(cause);
    }

    private void settle() {
        Runnable task = tasks.pollFirst();
        while (task != null) {
            task.run();
            task = tasks.pollFirst();
        }
    }

    @Override
    public void close() {
        system.terminate();
        settle();
        CURRENT.remove();
    }
}
