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
        Unfinished open = unfinished == null ? null : unfinished[topic.id()];
        if (eof && (open == null || open.size == 0)) {
            if (length > limits(topic).maxMessageBytes()) {
                return Outcome.TOO_LONG;
            }
            message = length == 0 ? Bytes.EMPTY : Bytes.wrap(Arrays.copyOfRange(in, offset, offset + length));
            return Outcome.COMPLETE;
        }
        if (open == null) {
            open = new Unfinished(limits(topic).maxMessageBytes());
            if (unfinished == null) {
                unfinished = new Unfinished[TOPICS];
            }
            unfinished[topic.id()] = open;
        }
        Outcome outcome = open.append(in, offset, length);
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

    /** The message of one topic that is not whole yet: full chunks, and the buffer that is being filled. */
    private final class Unfinished {
        private static final byte[] NOTHING = new byte[0];

        private final int maxSize;
        private @Nullable List<byte[]> chunks;
        private byte[] buffer = NOTHING;
        private int filled;
        private int size;
        private int remembered;

        Unfinished(int maxSize) {
            this.maxSize = maxSize;
        }

        Outcome append(byte[] in, int offset, int length) {
            if (length > maxSize - size) {
                return Outcome.TOO_LONG;
            }
            grown += length;
            int at = offset;
            int rest = length;
            while (rest > 0) {
                if (filled == CHUNK) {
                    chunkIsFull();
                }
                int part = Math.min(rest, CHUNK - filled);
                if (filled + part > buffer.length && !grow(filled + part)) {
                    return Outcome.OVER_BUDGET;
                }
                System.arraycopy(in, at, buffer, filled, part);
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
            byte[] whole = chunks == null ? tight() : joined(chunks);
            remembered = Math.min(length, CHUNK);
            drop();
            return Bytes.wrap(whole, 0, length);
        }

        long held() {
            return (chunks == null ? 0 : (long) chunks.size() * CHUNK) + buffer.length;
        }

        void drop() {
            budget.release(held());
            chunks = null;
            buffer = NOTHING;
            filled = 0;
            size = 0;
        }

        /** The buffer itself, unless too much of it is unused and there is memory for a copy. */
        private byte[] tight() {
            if (buffer.length - filled <= buffer.length / TOLERATED_SLACK || !budget.charge(filled)) {
                return buffer;
            }
            budget.release(filled);
            return Arrays.copyOf(buffer, filled);
        }

        private byte[] joined(List<byte[]> full) {
            byte[] whole = new byte[size];
            for (int i = 0; i < full.size(); i++) {
                System.arraycopy(full.get(i), 0, whole, i * CHUNK, CHUNK);
            }
            System.arraycopy(buffer, 0, whole, full.size() * CHUNK, filled);
            return whole;
        }

        private void chunkIsFull() {
            if (chunks == null) {
                chunks = new ArrayList<>();
            }
            chunks.add(buffer);
            buffer = NOTHING;
            filled = 0;
        }

        private boolean grow(int needed) {
            int most = Math.min(CHUNK, maxSize - size + filled);
            int wanted = chunks != null ? CHUNK : Math.max(2 * buffer.length, Math.max(remembered, 2 * needed));
            int capacity = Math.max(needed, Math.min(wanted, most));
            if (filled == 0 && chunks == null && remembered >= needed) {
                capacity = remembered;
            }
            if (!budget.charge(capacity)) {
                return false;
            }
            byte[] grown = new byte[capacity];
            System.arraycopy(buffer, 0, grown, 0, filled);
            budget.release(buffer.length);
            buffer = grown;
            return true;
        }
    }
}
