package dev.understory.node;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Pekko's scheduler in the virtual time of a {@link World}. Loaded by name. */
public final class WorldScheduler extends AbstractScheduler {
    private final World world;

    /** Called by Pekko. */
    public WorldScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        this.world = World.current();
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return new Timer(delay.toNanos(), 0, task, executor);
    }

    @Override
    @SuppressWarnings("deprecation") // deprecated for callers; a scheduler must still implement it
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return new Timer(delay.toNanos(), interval.toNanos(), task, executor);
    }

    @Override
    public double maxFrequency() {
        return 1e9;
    }

    private final class Timer implements Cancellable {
        private final long interval;
        private final Runnable task;
        private final ExecutionContext executor;
        private Runnable remove;
        private boolean cancelled;

        Timer(long delay, long interval, Runnable task, ExecutionContext executor) {
            this.interval = interval;
            this.task = task;
            this.executor = executor;
            this.remove = world.schedule(delay, this::fire);
        }

        private void fire() {
            if (interval > 0) {
                remove = world.schedule(interval, this::fire);
            } else {
                cancelled = true;
            }
            executor.execute(task);
        }

        @Override
        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            remove.run();
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
