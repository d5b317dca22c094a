package dev.understory.engine;

import com.typesafe.config.Config;
import dev.understory.engine.VirtualTimer.Rhythm;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's scheduler in virtual time: every timer is an event of the node that set it, measured by that node's clock. As in
 * Pekko, a fixed delay counts from when the timer went off and a fixed rate from when it should have.
 * Loaded by Pekko by name while the shard boots. What Pekko itself schedules outside any node (boot, shutdown) never
 * fires, except what must run on close.
 */
public final class VirtualScheduler extends AbstractScheduler implements Closeable {
    private final Shard shard;
    private final List<Runnable> onClose = new ArrayList<>();

    /** Called by Pekko; see the contract of {@link org.apache.pekko.actor.Scheduler}. */
    public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        this.shard = Objects.requireNonNull(Shard.running(), "a virtual scheduler needs a shard that boots");
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return start(delay.toNanos(), Rhythm.ONCE, 0, task);
    }

    @Override
    @SuppressWarnings("deprecation") // deprecated for callers; a scheduler must still implement it
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return start(delay.toNanos(), Rhythm.FIXED_RATE, interval.toNanos(), task);
    }

    @Override
    public Cancellable scheduleWithFixedDelay(
            FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return start(delay.toNanos(), Rhythm.FIXED_DELAY, interval.toNanos(), task);
    }

    @Override
    public double maxFrequency() {
        return 1e9;
    }

    @Override
    public void close() {
        List<Runnable> outstanding = List.copyOf(onClose);
        onClose.clear();
        outstanding.forEach(Runnable::run);
    }

    private Cancellable start(long delayNanos, Rhythm rhythm, long intervalNanos, Runnable task) {
        if (rhythm != Rhythm.ONCE && intervalNanos <= 0) {
            throw new IllegalArgumentException("an interval must be positive");
        }
        SimNode node = shard.current();
        if (node != null) {
            return VirtualTimer.start(node, Math.max(0, delayNanos), rhythm, intervalNanos, task);
        }
        if (shard.isRunningNodes()) {
            throw new IllegalStateException("a timer was set outside any simulated node: " + task);
        }
        if (task instanceof TaskRunOnClose) {
            onClose.add(task);
        }
        return new SystemTimer();
    }

    /** A timer of Pekko's own that is never due. */
    private static final class SystemTimer implements Cancellable {
        private boolean cancelled;

        @Override
        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
