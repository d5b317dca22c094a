package dev.understory.engine;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Adding an event and taking it in its time, while so many others wait: each event of a window posts one that is due
 * within 200 ms. Lives in the engine's package because the store is nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EventStoreBenchmark {
    private static final int EVENTS = 100_000;
    private static final int NODES = 10_000;
    private static final long WIDTH = 500_000;
    private static final long SPREAD = 200_000_000;

    /** Events that wait. */
    @Param({"1000", "100000", "1000000"})
    public int pending = 1000;

    private final ChunkPool pool = new ChunkPool();
    private final EventStore store = new EventStore(pool, WIDTH);
    private final EventWindow window = new EventWindow();
    private final NodeAgenda agenda = new NodeAgenda();
    private final EventTarget target = new Silent();
    private long sequence;

    /** Fills the store. */
    @Setup
    public void fill() {
        for (int i = 0; i < pending; i++) {
            post(0);
        }
    }

    /** One event taken and one posted. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long takeAndPost() {
        long last = 0;
        for (int taken = 0; taken < EVENTS; ) {
            long start = store.nextTime();
            store.take(start, start - start % WIDTH + WIDTH, window);
            for (int i = 0; i < window.nodeCount(); i++) {
                window.moveTo(agenda, window.node(i));
                while (!agenda.isEmpty()) {
                    agenda.take();
                    last = agenda.time();
                    post(last + WIDTH);
                    taken++;
                }
            }
            window.release(pool);
        }
        return last;
    }

    private void post(long earliest) {
        long number = sequence++;
        long random = TraceHash.next(number, TraceKind.MARK, 0, 0, 0) >>> 1;
        int node = (int) (random % NODES);
        store.add(earliest + random % SPREAD, EventKey.pack(node, node), number, 0, target, null);
    }

    /** A target to which nothing happens. */
    private static final class Silent implements EventTarget {
        @Override
        public void fire(SimNode node, long data, @Nullable Object argument) {}
    }
}
