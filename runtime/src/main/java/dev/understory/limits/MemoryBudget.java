package dev.understory.limits;

import dev.understory.mux.ByteBudget;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that may be held, as a tree: the node's budget, below it each peer's, below that parts of it. A charge counts at
 * every level or at none. Thread-safe, because the peers of a node live on several threads; only what outlives a call is
 * charged, so the node's counter is not on the path of every packet.
 */
public final class MemoryBudget implements ByteBudget {
    private final @Nullable MemoryBudget parent;
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    private MemoryBudget(@Nullable MemoryBudget parent, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a budget is not negative: " + limit);
        }
        this.parent = parent;
        this.limit = limit;
    }

    /** A budget of its own. */
    public static MemoryBudget of(long limit) {
        return new MemoryBudget(null, limit);
    }

    /** A budget whose charges count here too. */
    public MemoryBudget child(long childLimit) {
        return new MemoryBudget(this, childLimit);
    }

    @Override
    public boolean charge(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a charge is not negative: " + bytes);
        }
        long before;
        do {
            before = used.get();
            if (bytes > limit - before) {
                return false;
            }
        } while (!used.compareAndSet(before, before + bytes));
        if (parent != null && !parent.charge(bytes)) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    @Override
    public void release(long bytes) {
        long after = used.addAndGet(-bytes);
        if (bytes < 0 || after < 0) {
            throw new IllegalStateException("released " + bytes + " bytes that were not charged");
        }
        if (parent != null) {
            parent.release(bytes);
        }
    }

    /** Bytes charged here and below. */
    public long used() {
        return used.get();
    }

    /** Bytes that may be charged at most. */
    public long limit() {
        return limit;
    }
}
