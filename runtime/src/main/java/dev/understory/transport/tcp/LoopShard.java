package dev.understory.transport.tcp;

import dev.understory.wire.SpareArrays;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * One event loop with the dispatcher that runs on it and the number of links it owns. Its links read into, and write from,
 * arrays that are used again, so that bulk does not run through ever new memory; those belong to the loop's thread.
 */
final class LoopShard {
    /** Messages that an actor may take before the next one has its turn, or the sockets have theirs. */
    private static final int THROUGHPUT = 64;

    /** Size of the largest arrays that are used again: a full read. Smaller ones are {@link SpareArrays}. */
    static final int ARRAY_BYTES = 64 * 1024;

    /** Arrays of that size that wait to be used again, at most; more are left to the collector. */
    static final int SPARE_ARRAYS = 16;

    /** Refused links that may close in good order at a time, where there are descriptors enough; the others are reset. */
    static final int LINGERING = 32;

    private final int index;
    private final SingleThreadIoEventLoop loop;
    private final DispatcherSelector dispatcher;
    private final AtomicInteger links = new AtomicInteger();
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>(SPARE_ARRAYS);
    private final SpareArrays smaller = new SpareArrays();
    private byte[] writeBuffer = new byte[0];
    private int lingering;
    private volatile int mostLingering = LINGERING;

    LoopShard(int index, SingleThreadIoEventLoop loop) {
        this.index = index;
        this.loop = loop;
        this.dispatcher = DispatcherSelector.fromConfig(dispatcherId());
    }

    SingleThreadIoEventLoop loop() {
        return loop;
    }

    DispatcherSelector dispatcher() {
        return dispatcher;
    }

    int links() {
        return links.get();
    }

    void claim() {
        links.incrementAndGet();
    }

    void release() {
        links.decrementAndGet();
    }

    /** Whether one more refused link may close in good order; it then counts until {@link #lingersNoMore()}. */
    boolean lingers() {
        if (lingering >= mostLingering) {
            return false;
        }
        lingering++;
        return true;
    }

    /** Lowers the number of refused links that may linger, so that they leave the descriptors to others. Any thread. */
    void mayLinger(int most) {
        mostLingering = Math.min(most, LINGERING);
    }

    void lingersNoMore() {
        lingering--;
    }

    /** An array for what is written next on this loop; what was in it has been written. */
    byte[] writeBuffer(int size) {
        if (writeBuffer.length < size) {
            writeBuffer = new byte[size];
        }
        return writeBuffer;
    }

    /** An array for {@code size} bytes that were read: exactly as large, or of a size that is used again and less than twice that. */
    byte[] readArray(int size) {
        if (size > ARRAY_BYTES) {
            return new byte[size];
        }
        if (size <= ARRAY_BYTES / 2) {
            return smaller.take(SpareArrays.sizeFor(size));
        }
        byte[] again = spare.pollLast();
        return again != null ? again : new byte[ARRAY_BYTES];
    }

    /** Takes an array back that nobody holds any more. */
    void recycle(byte[] array) {
        if (array.length != ARRAY_BYTES) {
            smaller.give(array);
        } else if (spare.size() < SPARE_ARRAYS) {
            spare.addLast(array);
        }
    }

    String dispatcherConfig() {
        return dispatcherId() + " { type = Dispatcher, executor = \"" + EventLoopConfigurator.class.getName()
                + "\", throughput = " + THROUGHPUT + ", " + EventLoopConfigurator.INDEX + " = " + index + " }\n";
    }

    private String dispatcherId() {
        return "understory.event-loop-" + index;
    }
}
