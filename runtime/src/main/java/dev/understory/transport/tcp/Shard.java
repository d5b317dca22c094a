package dev.understory.transport.tcp;

import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** One event loop with the dispatcher that runs on it and the number of links it owns. */
final class Shard {
    /** Messages that an actor may take before the next one has its turn, or the sockets have theirs. */
    private static final int THROUGHPUT = 64;

    private final int index;
    private final SingleThreadIoEventLoop loop;
    private final DispatcherSelector dispatcher;
    private final AtomicInteger links = new AtomicInteger();

    Shard(int index, SingleThreadIoEventLoop loop) {
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

    String dispatcherConfig() {
        return dispatcherId() + " { type = Dispatcher, executor = \"" + EventLoopConfigurator.class.getName()
                + "\", throughput = " + THROUGHPUT + ", " + EventLoopConfigurator.INDEX + " = " + index + " }\n";
    }

    private String dispatcherId() {
        return "understory.event-loop-" + index;
    }
}
