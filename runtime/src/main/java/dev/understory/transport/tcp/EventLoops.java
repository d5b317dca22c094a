package dev.understory.transport.tcp;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * The event loops of a node: the threads that own its sockets, and at the same time dispatchers of its actor system.
 * Being a {@link Setup}, they reach the system as one of its setups, so that two nodes in one process never
 * share a loop by accident. The order of life: start the loops, start the system, terminate the system, shut the loops
 * down.
 */
public final class EventLoops extends Setup {
    /** More loops than this help no machine; it catches a typing error in a configuration. */
    public static final int MOST_LOOPS = 256;

    private final MultiThreadIoEventLoopGroup group;
    private final List<LoopShard> shards;

    private EventLoops(MultiThreadIoEventLoopGroup group, List<LoopShard> shards) {
        this.group = group;
        this.shards = shards;
    }

    /** Starts {@code count} loops; their threads are daemons named {@code name-1}, {@code name-2}... */
    public static EventLoops start(int count, String name) {
        if (count < 1 || count > MOST_LOOPS) {
            throw new IllegalArgumentException("there are 1 to " + MOST_LOOPS + " event loops, not " + count);
        }
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        List<LoopShard> shards = new ArrayList<>(count);
        for (EventExecutor executor : group) {
            shards.add(new LoopShard(shards.size(), (SingleThreadIoEventLoop) executor));
        }
        return new EventLoops(group, List.copyOf(shards));
    }

    /** How many loops there are. */
    public int count() {
        return shards.size();
    }

    /** Where actors live on the loop of that index. */
    public DispatcherSelector dispatcher(int index) {
        return shards.get(index).dispatcher();
    }

    /** What an actor system that runs on these loops needs among its settings, in HOCON; it also needs this as a setup. */
    public String settings() {
        StringBuilder dispatchers = new StringBuilder();
        for (LoopShard shard : shards) {
            dispatchers.append(shard.dispatcherConfig());
        }
        return dispatchers.toString();
    }

    /** Stops the threads; links that are still open are reset. Completes when the last thread is gone. */
    public CompletionStage<Void> shutdown() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).addListener(ended -> done.complete(null));
        return done;
    }

    /** The loop of that index, as a dispatcher runs on it. */
    IoEventLoop loop(int index) {
        return shards.get(index).loop();
    }

    /** Bounds the refused links that linger on all loops together. */
    void mayLinger(int most) {
        shards.forEach(shard -> shard.mayLinger(most / shards.size()));
    }

    LoopShard shard(int index) {
        return shards.get(index);
    }

    /** The shard with the fewest links, counted with the one that the caller is about to open. */
    LoopShard claim() {
        LoopShard least = shards.get(0);
        int fewest = least.links();
        for (int i = 1; i < shards.size(); i++) {
            int links = shards.get(i).links();
            if (links < fewest) {
                least = shards.get(i);
                fewest = links;
            }
        }
        least.claim();
        return least;
    }
}
