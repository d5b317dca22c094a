package dev.understory.crypto;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The bounded pool for the signatures of handshakes: a fixed number of threads, so that a flood of handshakes takes only
 * that share of the CPU, and a bounded queue, which refuses when it is full.
 */
public final class CryptoPool implements SignatureService, AutoCloseable {
    /** Work that may wait for a thread, unless the creator says otherwise: half a second's worth of BLS on one core. */
    public static final int DEFAULT_QUEUE = 512;

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final CryptoSuite suite;
    private final ThreadPoolExecutor threads;
    /** Each thread remembers what it found good itself. */
    private final ThreadLocal<VerifiedMetas> metas = ThreadLocal.withInitial(VerifiedMetas::new);

    /**
     * A pool.
     *
     * @param threads how many pieces of work are done at a time
     * @param queue how many may wait
     */
    public CryptoPool(CryptoSuite suite, int threads, int queue) {
        this.suite = suite;
        int pool = POOLS.incrementAndGet();
        AtomicInteger count = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, "crypto-" + pool + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A pool with half of the processors, at least one, and the default queue. */
    public static CryptoPool create(CryptoSuite suite) {
        return new CryptoPool(suite, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), DEFAULT_QUEUE);
    }

    @Override
    public boolean submit(Work work, Consumer<Result> done) {
        try {
            threads.execute(new Task(this, work, done));
            return true;
        } catch (RejectedExecutionException fullOrClosed) {
            return false;
        }
    }

    /** Refuses new work, and answers what still waits with {@link Refusal#UNAVAILABLE}. What is being done is finished. */
    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            ((Task) waiting).refuse();
        }
    }

    private record Task(CryptoPool pool, Work work, Consumer<Result> done) implements Runnable {
        @Override
        public void run() {
            Result result;
            try {
                result = pool.metas.get().perform(pool.suite, work);
            } catch (RuntimeException defect) {
                result = new Result.Refused(Refusal.UNAVAILABLE);
            }
            done.accept(result);
        }

        void refuse() {
            done.accept(new Result.Refused(Refusal.UNAVAILABLE));
        }
    }
}
