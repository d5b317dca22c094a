package dev.understory.node;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    private final Set<CompletableFuture<?>> open = new LinkedHashSet<>();
    private boolean closed;

    /** A new promise, which has failed already where no more are taken. */
    <T> CompletableFuture<T> begin() {
        CompletableFuture<T> promise = new CompletableFuture<>();
        RuntimeException refusal = add(promise);
        if (refusal != null) {
            promise.completeExceptionally(refusal);
        } else {
            // Kept, cancelled or out of time: whatever happens to it.
            promise.whenComplete((value, failure) -> forget(promise));
        }
        return promise;
    }

    /** Ends all. */
    void close() {
        List<CompletableFuture<?>> left;
        synchronized (open) {
            closed = true;
            left = new ArrayList<>(open);
        }
        left.forEach(promise -> promise.completeExceptionally(new NodeStoppedException()));
    }

    /** How many there are now. */
    int size() {
        synchronized (open) {
            return open.size();
        }
    }

    private @Nullable RuntimeException add(CompletableFuture<?> promise) {
        synchronized (open) {
            if (closed) {
                return new NodeStoppedException();
            }
            if (open.size() >= MOST) {
                return new IllegalStateException(MOST + " callers of this node wait already");
            }
            open.add(promise);
            return null;
        }
    }

    private void forget(CompletableFuture<?> promise) {
        synchronized (open) {
            open.remove(promise);
        }
    }
}
