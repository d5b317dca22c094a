package dev.understory.crypto;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bounded pool for the signatures of handshakes: a fixed number of threads and a share of the processors' time, so that a
 * flood of handshakes takes no more. Work of those who are expected goes first and does not wait for the share, but counts;
 * that of others waits for both. Each kind has a bounded queue, and is refused when that is full. Of strangers no more waits than
 * the share does in a second, because a handshake passes twice and has three; what waited longer is refused undone.
 */
public final class CryptoPool implements SignatureService, AutoCloseable {
    /** Work of each kind that may wait, unless the creator says otherwise: half a second's worth of BLS on one core. */
    public static final int DEFAULT_QUEUE = 512;

    /** Of all processors' time, unless the creator says otherwise. */
    public static final double DEFAULT_SHARE = 0.25;

    /** What a piece of work takes of a processor, about: a signature of BLS made, or one of its checks. */
    private static final long PIECE_NANOS = 1_000_000;

    /** Pieces of work of strangers that may wait however small the share is. */
    private static final int LEAST_QUEUE = 16;

    /** Work of strangers that waited longer is not done: by then their handshakes have timed out. */
    static final long LONGEST_WAIT_NANOS = 3_000_000_000L;

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final CryptoSuite suite;
    private final int most;
    private final int mostOthers;
    private final CpuShare share;
    private final LongSupplier clock;
    private final LongSupplier processorTime;
    private final LongAdder spent = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Task> expected = new ArrayDeque<>();
    private final Queue<Task> others = new ArrayDeque<>();
    private boolean closed;

    /**
     * A pool.
     *
     * @param threads how many pieces of work are done at a time
     * @param queue how many of each kind may wait
     * @param share of all processors' time that work may take, above 0 and up to 1
     */
    public CryptoPool(CryptoSuite suite, int threads, int queue, double share) {
        this(
                suite,
                threads,
                queue,
                new CpuShare(share, Runtime.getRuntime().availableProcessors()),
                System::nanoTime,
                processorTime());
    }

    CryptoPool(
            CryptoSuite suite, int threads, int queue, CpuShare share, LongSupplier clock, LongSupplier processorTime) {
        this.suite = suite;
        this.most = queue;
        this.mostOthers = (int) Math.min(queue, Math.max(LEAST_QUEUE, share.perSecond() / PIECE_NANOS));
        this.share = share;
        this.clock = clock;
        this.processorTime = processorTime;
        int pool = POOLS.incrementAndGet();
        for (int i = 1; i <= threads; i++) {
            Thread thread = new Thread(this::work, "crypto-" + pool + "-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** A pool with half of the processors, at least one, and the default queue and share. */
    public static CryptoPool create(CryptoSuite suite) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new CryptoPool(suite, threads, DEFAULT_QUEUE, DEFAULT_SHARE);
    }

    @Override
    public boolean submit(Work work, Consumer<Result> done) {
        return submit(work, false, done);
    }

    @Override
    public boolean submit(Work work, boolean isExpected, Consumer<Result> done) {
        lock.lock();
        try {
            Queue<Task> queue = isExpected ? expected : others;
            if (closed || queue.size() >= mostOf(isExpected)) {
                return false;
            }
            queue.add(new Task(work, done, isExpected ? Long.MAX_VALUE : clock.getAsLong() + LONGEST_WAIT_NANOS));
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasRoom(boolean isExpected) {
        lock.lock();
        try {
            return !closed && (isExpected ? expected : others).size() < mostOf(isExpected);
        } finally {
            lock.unlock();
        }
    }

    private int mostOf(boolean isExpected) {
        return isExpected ? most : mostOthers;
    }

    /** Processor time that all work has taken so far, in nanoseconds. */
    public long spentNanos() {
        return spent.sum();
    }

    /** Refuses new work, and answers what still waits with {@link Refusal#UNAVAILABLE}. What is being done is finished. */
    @Override
    public void close() {
        List<Task> waiting = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            waiting.addAll(expected);
            waiting.addAll(others);
            expected.clear();
            others.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        waiting.forEach(task -> task.done().accept(new Result.Refused(Refusal.UNAVAILABLE)));
    }

    /** What each thread does. It remembers what it found good itself. */
    private void work() {
        VerifiedMetas metas = new VerifiedMetas();
        Task task = next();
        while (task != null) {
            if (task.isTooLate(clock.getAsLong())) {
                tell(task, new Result.Refused(Refusal.UNAVAILABLE));
                task = next();
                continue;
            }
            long before = processorTime.getAsLong();
            Result result;
            try {
                result = metas.perform(suite, task.work());
            } catch (RuntimeException defect) {
                result = new Result.Refused(Refusal.UNAVAILABLE);
            }
            long took = processorTime.getAsLong() - before;
            spent.add(took);
            share.spent(took, clock.getAsLong());
            tell(task, result);
            task = next();
        }
    }

    private static void tell(Task task, Result result) {
        try {
            task.done().accept(result);
        } catch (RuntimeException defect) {
            // Of who hears it, whose connection ends by its deadline; the thread has others to serve.
        }
    }

    /** The next piece of work, once there is one that may begin; null when the pool is closed. */
    private @Nullable Task next() {
        lock.lock();
        try {
            while (!closed) {
                Task first = expected.poll();
                if (first != null) {
                    return first;
                }
                long wait = share.nextAt() - clock.getAsLong();
                if (others.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else if (wait <= 0) {
                    return others.poll();
                } else {
                    awaitAtMost(wait);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is its caller's.
    private void awaitAtMost(long nanos) {
        try {
            long left = changed.awaitNanos(nanos);
            assert left <= nanos;
        } catch (InterruptedException nobodyDoesThat) {
            // Looked at again, as after any wake-up.
        }
    }

    private static LongSupplier processorTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime;
    }

    /** @param worthUntil when nobody waits for it any more, or {@link Long#MAX_VALUE} */
    private record Task(Work work, Consumer<Result> done, long worthUntil) {
        boolean isTooLate(long now) {
            return worthUntil != Long.MAX_VALUE && now - worthUntil > 0;
        }
    }
}
