package dev.understory.session;

import dev.understory.limits.PeerMemory;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came before they could be used: they wait unopened, up to a limit, in the peer's own share of memory. Counted are
 * the bytes, not the arrays in which they lie, which are less than twice as large ({@link dev.understory.wire.SpareArrays}).
 */
final class EarlyBytes {
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
        if (bytes.size() > most - size || !memory.charge(bytes.size())) {
            return new SessionFailure(CloseReason.MEMORY_BUDGET, "too many bytes before admission");
        }
        size += bytes.size();
        if (held == null) {
            held = new ArrayDeque<>(1);
        }
        held.add(bytes);
        return null;
    }

    /** The next of them, which is held no longer, or null if there are none. */
    @Nullable
    Bytes next() {
        Bytes next = held == null ? null : held.pollFirst();
        if (next == null) {
            held = null;
        } else {
            size -= next.size();
            memory.release(next.size());
        }
        return next;
    }

    int size() {
        return size;
    }

    void clear() {
        memory.release(size);
        size = 0;
        held = null;
    }
}
