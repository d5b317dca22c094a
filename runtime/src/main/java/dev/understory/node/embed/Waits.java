package dev.understory.node.embed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a node has promised to callers and not kept yet. A promise is forgotten as soon as it is kept or its caller gives it
 * up; what is left when the node ends fails with {@link NodeStoppedException}, as does every later one. There are {@value
 * #MOST} at most, further ones fail at once. Safe for any thread.
 */
final class Waits {
    /** A caller that waits that often does so by mistake; each takes a few hundred bytes. */
    static final int MOST = 10_000;

    /** By a number of its own each, oldest first. */
    private final Map<Long, CompletableFuture<?>> open = new LinkedHashMap<>();

    private long next;
    private boolean closed;

    /** A new promise, which has failed already where no more are taken. */
    <T> CompletableFuture<T> begin() {
        CompletableFuture<T> promise = new CompletableFuture<>();
        RuntimeException refusal;
        long number;
        synchronized (open) {
            number = next++;
            refusal = refusal();
            if (refusal == null) {
                open.put(number, promise);
            }
        }
        if (refusal != null) {
            promise.completeExceptionally(refusal);
        } else {
            // Kept, cancelled or out of time: whatever happens to it.
            promise.whenComplete((value, failure) -> forget(number));
        }
        return promise;
    }

    /** Ends all. */
    void close() {
        List<CompletableFuture<?>> left;
        synchronized (open) {
            closed = true;
            left = new ArrayList<>(open.values());
        }
        left.forEach(promise -> promise.completeExceptionally(new NodeStoppedException()));
    }

    /** How many there are now. */
    int size() {
        synchronized (open) {
            return open.size();
        }
    }

    private @Nullable RuntimeException refusal() {
        if (closed) {
            return new NodeStoppedException();
        }
        return open.size() < MOST ? null : new IllegalStateException(MOST + " callers of this node wait already");
    }

    private void forget(long number) {
        synchronized (open) {
            open.remove(number);
        }
    }
}
