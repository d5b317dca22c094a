package dev.understory.engine;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first thing that went wrong with the simulation itself, as opposed to a simulated node. Any thread may report. */
final class Failures {
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    void fail(Throwable cause) {
        if (!first.compareAndSet(null, cause)) {
            Throwable earlier = first.get();
            if (earlier != null && earlier != cause) {
                earlier.addSuppressed(cause);
            }
        }
    }

    /** Does work, and keeps what it throws. */
    void guard(Runnable work) {
        try {
            work.run();
        } catch (Throwable broken) {
            fail(broken);
        }
    }

    @Nullable
    Throwable first() {
        return first.get();
    }
}
