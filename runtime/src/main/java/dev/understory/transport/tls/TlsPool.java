package dev.understory.transport.tls;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bounded pool for the arithmetic of handshakes: a fixed number of threads, so that a flood of them takes only that
 * share of the CPU, and a bounded queue, which refuses when it is full.
 */
public final class TlsPool implements TlsWork.Service, AutoCloseable {
    /** Work that may wait for a thread, unless the creator says otherwise: some half a second's worth on one core. */
    public static final int DEFAULT_QUEUE = 512;

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final ThreadPoolExecutor threads;

    /**
     * A pool.
     *
     * @param threads how many pieces of work are done at a time
     * @param queue how many may wait
     */
    public TlsPool(int threads, int queue) {
        int pool = POOLS.incrementAndGet();
        AtomicInteger count = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, "tls-" + pool + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A pool with half of the processors, at least one, and the default queue. */
    public static TlsPool create() {
        return new TlsPool(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), DEFAULT_QUEUE);
    }

    @Override
    public boolean submit(TlsWork work, Runnable done) {
        try {
            threads.execute(() -> {
                try {
                    work.task().run();
                } finally {
                    done.run();
                }
            });
            return true;
        } catch (RejectedExecutionException fullOrClosed) {
            return false;
        }
    }

    /** Takes no more work; what was taken is finished. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
