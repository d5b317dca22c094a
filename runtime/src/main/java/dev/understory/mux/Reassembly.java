package dev.understory.mux;

import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of one peer together again: one unfinished message per topic (wire.md, section 3.4).
 *
 * <p>A message that is whole in its packet is copied once, into an array of its size. Other messages grow in a buffer that
 * doubles up to {@link #CHUNK}, and then in more buffers of that size, so that a long message never needs much more memory
 * than it has bytes. What buffers hold is charged to the peer's budget before they are allocated; the array that a finished
 * message is handed on in is its receiver's. A topic remembers the size of its last message up to a chunk, so that a stream
 * of equal messages needs one buffer each and no second copy.
 *
 * <p>Payloads that are not in an array yet stay that way: slices that lie side by side are one again, and where a message
 * was cut into them it is handed on as it was. They are charged as if they had been copied, so that a limit means the same
 * for both.
 */
public final class Reassembly {
    /** The largest buffer; also what a topic remembers of its last message's size, at most. */
    static final int CHUNK = 1 << 20;

    /** A buffer is handed on as it is unless more than a quarter of it is unused. */
    private static final int TOLERATED_SLACK = 4;

    private static final int TOPICS = Topic.values().length;

    /** What a packet did. */
    public enum Outcome {
        /** Its message goes on. */
        PARTIAL,
        /** Its message is whole: {@link #message()}. */
        COMPLETE,
        /** Its message exceeds the topic's limit. */
        TOO_LONG,
        /** The budget has no room for its message. */
        OVER_BUDGET
    }

    private final Map<Topic, TopicLimits> limits;
    private final ByteBudget budget;
    /** By topic, from the first message on that came in parts. */
    private @Nullable Unfinished @Nullable [] unfinished;

    private Bytes message = Bytes.EMPTY;
    private long grown;
    private int openTopics;

    /** Nothing received yet. Limits must be there for every topic that packets are added to. */
    public Reassembly(Map<Topic, TopicLimits> limits, ByteBudget budget) {
        this.limits = limits;
        this.budget = budget;
    }

    /** Adds the payload of a packet, which is copied. After TOO_LONG or OVER_BUDGET the connection has to end. */
    public Outcome add(Topic topic, boolean eof, byte[] in, int offset, int length) {
        return add(topic, eof, in, offset, length, null);
    }

    /** Adds the payload of a packet, which is kept as it is if it lies in an array. */
    public Outcome add(Topic topic, boolean eof, Bytes payload) {
        Bytes slice = payload.flat();
        Bytes in = slice == null ? payload : slice;
        return add(topic, eof, in.array(), in.offset(), in.size(), slice);
    }

    private Outcome add(Topic topic, boolean eof, byte[] in, int offset, int length, @Nullable Bytes slice) {
        Unfinished open = unfinished == null ? null : unfinished[topic.id()];
        if (eof && (open == null || open.size == 0)) {
            if (length > limits(topic).maxMessageBytes()) {
                return Outcome.TOO_LONG;
            }
            message = slice != null ? slice : Bytes.wrap(Arrays.copyOfRange(in, offset, offset + length));
            return Outcome.COMPLETE;
        }
        if (open == null) {
            open = new Unfinished(limits(topic).maxMessageBytes());
            if (unfinished == null) {
                unfinished = new Unfinished[TOPICS];
            }
            unfinished[topic.id()] = open;
        }
        Outcome outcome = open.append(in, offset, length, slice);
        openTopics |= length > 0 ? 1 << topic.id() : 0;
        if (outcome == Outcome.PARTIAL && eof) {
            message = open.finish();
            openTopics &= ~(1 << topic.id());
            return Outcome.COMPLETE;
        }
        return outcome;
    }

    /** The message that the last call of {@link #add} made whole. */
    public Bytes message() {
        Bytes taken = message;
        message = Bytes.EMPTY;
        return taken;
    }

    /** Bit {@code id} is set for each topic with that id that has an unfinished message. */
    public int unfinished() {
        return openTopics;
    }

    /** Bytes of a topic's unfinished message, or 0. */
    public int sizeOf(int topicId) {
        Unfinished message = unfinished == null ? null : unfinished[topicId];
        return message == null ? 0 : message.size;
    }

    /** Payload of all messages so far that did not come whole in one packet. */
    public long grown() {
        return grown;
    }

    /** Bytes of memory that unfinished messages hold; all of it is charged. */
    public long held() {
        long sum = 0;
        for (int i = 0; unfinished != null && i < TOPICS; i++) {
            Unfinished open = unfinished[i];
            sum += open == null ? 0 : open.held();
        }
        return sum;
    }

    /** Forgets all unfinished messages and gives their memory back. */
    public void clear() {
        for (int i = 0; unfinished != null && i < TOPICS; i++) {
            Unfinished message = unfinished[i];
            if (message != null) {
                message.drop();
            }
        }
        openTopics = 0;
    }

    private TopicLimits limits(Topic topic) {
        @Nullable TopicLimits found = limits.get(topic);
        if (found == null) {
            throw new IllegalArgumentException("no limits for " + topic);
        }
        return found;
    }

    /** The message of one topic that is not whole yet: full chunks, and the buffer that is being filled; or a slice. */
    private final class Unfinished {
        private static final byte[] NOTHING = new byte[0];

        private final int maxSize;
        private @Nullable List<byte[]> chunks;
        private byte[] buffer = NOTHING;
        /** All of the message so far while it is one slice; chunks and buffer are only counted then. */
        private @Nullable Bytes slice;

        private int fullChunks;
        private int capacity;
        private int filled;
        private int size;
        private int remembered;

        Unfinished(int maxSize) {
            this.maxSize = maxSize;
        }

        Outcome append(byte[] in, int offset, int length, @Nullable Bytes more) {
            if (length > maxSize - size) {
                return Outcome.TOO_LONG;
            }
            grown += length;
            join(more);
            int at = offset;
            int rest = length;
            while (rest > 0) {
                if (filled == CHUNK) {
                    chunkIsFull();
                }
                int part = Math.min(rest, CHUNK - filled);
                if (filled + part > capacity && !grow(filled + part)) {
                    return Outcome.OVER_BUDGET;
                }
                if (slice == null) {
                    System.arraycopy(in, at, buffer, filled, part);
                }
                filled += part;
                size += part;
                at += part;
                rest -= part;
            }
            return Outcome.PARTIAL;
        }

        /** Hands the message on, together with the duty to account for it. */
        Bytes finish() {
            int length = size;
            boolean trimmed = fullChunks == 0 && trims();
            Bytes whole = slice != null ? slice : Bytes.wrap(copied(trimmed), 0, length);
            remembered = Math.min(length, CHUNK);
            drop();
            return whole;
        }

        long held() {
            return (long) fullChunks * CHUNK + capacity;
        }

        void drop() {
            budget.release(held());
            chunks = null;
            buffer = NOTHING;
            slice = null;
            fullChunks = 0;
            capacity = 0;
            filled = 0;
            size = 0;
        }

        /** Takes more of the message as a slice if all of it is one then; otherwise what there is of it is copied. */
        private void join(@Nullable Bytes more) {
            Bytes before = slice;
            if (size == 0) {
                slice = more;
            } else if (before != null) {
                slice = more == null ? null : before.joined(more);
                if (slice == null) {
                    copy(before);
                }
            }
        }

        private void copy(Bytes before) {
            for (int at = 0; at < fullChunks * CHUNK; at += CHUNK) {
                byte[] chunk = new byte[CHUNK];
                before.slice(at, CHUNK).copyTo(chunk, 0);
                chunks().add(chunk);
            }
            buffer = new byte[capacity];
            before.slice(size - filled, filled).copyTo(buffer, 0);
        }

        /** Whether too much of the buffer is unused, and there is memory for a copy. */
        private boolean trims() {
            if (capacity - filled <= capacity / TOLERATED_SLACK || !budget.charge(filled)) {
                return false;
            }
            budget.release(filled);
            return true;
        }

        private byte[] copied(boolean trimmed) {
            if (chunks == null) {
                return trimmed ? Arrays.copyOf(buffer, filled) : buffer;
            }
            byte[] whole = new byte[size];
            for (int i = 0; i < fullChunks; i++) {
                System.arraycopy(chunks.get(i), 0, whole, i * CHUNK, CHUNK);
            }
            System.arraycopy(buffer, 0, whole, fullChunks * CHUNK, filled);
            return whole;
        }

        private void chunkIsFull() {
            if (slice == null) {
                chunks().add(buffer);
            }
            buffer = NOTHING;
            fullChunks++;
            capacity = 0;
            filled = 0;
        }

        private List<byte[]> chunks() {
            if (chunks == null) {
                chunks = new ArrayList<>();
            }
            return chunks;
        }

        private boolean grow(int needed) {
            int most = Math.min(CHUNK, maxSize - size + filled);
            int wanted = fullChunks > 0 ? CHUNK : Math.max(2 * capacity, Math.max(remembered, 2 * needed));
            int larger = Math.max(needed, Math.min(wanted, most));
            if (filled == 0 && fullChunks == 0 && remembered >= needed) {
                larger = remembered;
            }
            if (!budget.charge(larger)) {
                return false;
            }
            if (slice == null) {
                buffer = Arrays.copyOf(buffer, larger);
            }
            budget.release(capacity);
            capacity = larger;
            return true;
        }
    }
}
