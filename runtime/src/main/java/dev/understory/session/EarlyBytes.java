package dev.understory.session;

import dev.understory.limits.PeerMemory;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came before they could be used: they wait unopened, up to a limit, in the peer's own share of memory. Counted is
 * what is kept: the arrays in which they lie, and what each takes beside, so that many small pieces are not free. A piece of an array
 * that is more than twice as large is copied.
 */
final class EarlyBytes {
    /** What an array takes beside what is in it: its header, the object that names it, and its place in the queue. */
    static final int BESIDE = 48;

    private final int most;
    private final PeerMemory memory;
    private @Nullable ArrayDeque<Bytes> held;
    private int size;

    EarlyBytes(int most, PeerMemory memory) {
        this.most = most;
        this.memory = memory;
    }

    /** Keeps bytes, or says why there is no room for them. */
    @Nullable
    SessionFailure hold(Bytes bytes) {
        if (bytes.size() == 0) {
            return null;
        }
        Bytes kept = bytes.array().length > 2L * bytes.size() ? Bytes.wrap(bytes.toArray()) : bytes;
        int cost = cost(kept);
        if (cost > most - size || !memory.charge(cost)) {
            return new SessionFailure(CloseReason.MEMORY_BUDGET, "too many bytes before admission");
        }
        size += cost;
        if (held == null) {
            held = new ArrayDeque<>(1);
        }
        held.add(kept);
        return null;
    }

    /** The next of them, which is held no longer, or null if there are none. */
    @Nullable
    Bytes next() {
        Bytes next = held == null ? null : held.pollFirst();
        if (next == null) {
            held = null;
        } else {
            size -= cost(next);
            memory.release(cost(next));
        }
        return next;
    }

    private static int cost(Bytes kept) {
        return kept.array().length + BESIDE;
    }

    /** What they take, in bytes. */
    int size() {
        return size;
    }

    void clear() {
        memory.release(size);
        size = 0;
        held = null;
    }
}
