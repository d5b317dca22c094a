package dev.understory.store;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Counts, and stores each count: {@code found 3} at its start (or {@code found nothing}), {@code asked 4} at each tick, {@code
 * stored 4} once that is durable. It writes down what happens for the test.
 */
public final class StoredCounter implements Application {
    /** What those have written down that were made from a scenario. */
    public static final List<String> LOG = new CopyOnWriteArrayList<>();

    private static final String COUNT = "count";

    private final Duration every;
    private final List<String> log;

    private enum Tick implements ApplicationEvent.Own {
        NOW
    }

    private record Stored(StoreAnswer answer) implements ApplicationEvent.Own {}

    /** As a scenario makes it: {@code every} in milliseconds. */
    public StoredCounter(Map<String, String> settings) {
        this(Duration.ofMillis(Long.parseLong(settings.getOrDefault("every", "100"))), LOG);
    }

    public StoredCounter(Duration every, List<String> log) {
        this.every = every;
        this.log = log;
    }

    @Override
    public Behavior<ApplicationEvent> create(Node node) {
        return Behaviors.setup(context -> {
            ActorRef<StoreAnswer> me = context.messageAdapter(StoreAnswer.class, Stored::new);
            node.store().read(COUNT, 0, me);
            return starting(node, me);
        });
    }

    /** Waits for what the life before has stored. Before: nothing. After: {@link #counting}. */
    private Behavior<ApplicationEvent> starting(Node node, ActorRef<StoreAnswer> me) {
        return Behaviors.receiveMessage(event -> {
            if (!(event instanceof Stored(StoreAnswer answer))) {
                return Behaviors.same();
            }
            long count = answer instanceof StoreAnswer.Found found
                    ? ByteBuffer.wrap(found.content().toArray()).getLong()
                    : 0;
            log.add(count == 0 ? "found nothing" : "found " + count);
            return Behaviors.withTimers(timers -> {
                timers.startTimerWithFixedDelay(Tick.NOW, every);
                return counting(node, me, count);
            });
        });
    }

    private Behavior<ApplicationEvent> counting(Node node, ActorRef<StoreAnswer> me, long count) {
        return Behaviors.receiveMessage(event -> {
            if (event instanceof Stored(StoreAnswer answer)) {
                log.add(answer instanceof StoreAnswer.Written ? "stored " + answer.token() : answer.toString());
            } else if (event == Tick.NOW) {
                long next = count + 1;
                log.add("asked " + next);
                Bytes content =
                        Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(next).array());
                node.store().write(COUNT, content, next, me);
                return counting(node, me, next);
            }
            return Behaviors.same();
        });
    }
}
