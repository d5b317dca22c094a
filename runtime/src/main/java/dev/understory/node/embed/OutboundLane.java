package dev.understory.node.embed;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a sink has for one peer: messages that wait, and the batch that was offered and not answered yet. While a batch is
 * under way the next one gathers, so that the busier a lane the larger its batches.
 */
final class OutboundLane {
    /** A lane with this many bytes takes no more. */
    static final long MOST_BYTES = 1 << 20;

    /** A lane with this many messages takes no more. */
    static final int MOST_MESSAGES = 1024;

    private final PublicKey peer;
    private final Deque<Bytes> waiting = new ArrayDeque<>();
    private List<Bytes> offered = List.of();
    private long bytes;
    private boolean full;

    OutboundLane(PublicKey peer) {
        this.peer = peer;
    }

    PublicKey peer() {
        return peer;
    }

    void add(Bytes payload) {
        waiting.add(payload);
        bytes += payload.size();
    }

    /** Whether the lane has become full (1), or has room again (-1), since this was asked last; 0 if neither. */
    int filled() {
        boolean now = bytes >= MOST_BYTES || waiting.size() + offered.size() >= MOST_MESSAGES;
        int change = now == full ? 0 : now ? 1 : -1;
        full = now;
        return change;
    }

    boolean idle() {
        return waiting.isEmpty() && offered.isEmpty();
    }

    /** Everything that waits, as the batch under way; empty if there is one already, or nothing waits. */
    List<Bytes> nextBatch() {
        if (!offered.isEmpty() || waiting.isEmpty()) {
            return List.of();
        }
        offered = new ArrayList<>(waiting);
        waiting.clear();
        return offered;
    }

    /** The batch under way is answered: its first {@code done} messages are through. Returns how many were not. */
    int answered(int done) {
        for (int i = 0; i < done; i++) {
            bytes -= offered.get(i).size();
        }
        int rest = offered.size() - done;
        offered = new ArrayList<>(offered.subList(done, offered.size()));
        return rest;
    }

    /** What was not taken of the batch goes first again. */
    void again() {
        for (int i = offered.size() - 1; i >= 0; i--) {
            waiting.addFirst(offered.get(i));
        }
        offered = List.of();
    }

    /** What was not taken of the batch is given up. */
    void giveUp() {
        answered(offered.size());
    }
}
