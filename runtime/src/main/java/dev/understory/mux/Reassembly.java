package dev.understory.mux;

import dev.understory.wire.Bytes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of one peer together again: one unfinished message per topic (spec 3.4).
 *
 * <p>A message that is whole in its packet is copied once, into an array of its size. Other messages grow in a buffer that
 * doubles, up to the topic's largest message; its capacity is charged to the peer's budget before it is allocated, and a
 * topic may hold no more than {@link #GROWTH} times its largest message even while it grows. A topic remembers the size of
 * its last long message, so that a stream of equal messages needs one buffer each and no second copy.
 */
public final class Reassembly {
    /** While a buffer grows, the old one and the new one are both there. */
    public static final int GROWTH = 2;

    /** What a topic remembers of its last message's size, at most: more has to be earned by bytes that came. */
    static final int MAX_REMEMBERED = 1 << 20;

    /** A buffer is handed on as it is unless more than a quarter of it is unused. */
    private static final int TOLERATED_SLACK = 4;

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
    private final Map<Topic, Unfinished> unfinished = new EnumMap<>(Topic.class);
    private Bytes message = Bytes.EMPTY;

    /** Nothing received yet. Limits must be there for every topic that packets are added to. */
    public Reassembly(Map<Topic, TopicLimits> limits, ByteBudget budget) {
        this.limits = limits;
        this.budget = budget;
    }

    /** Adds the payload of a packet, which is copied. After TOO_LONG or OVER_BUDGET the connection has to end. */
    public Outcome add(Topic topic, boolean eof, byte[] in, int offset, int length) {
        Unfinished open = unfinished.get(topic);
        if (eof && (open == null || open.size == 0)) {
            if (length > limits(topic).maxMessageBytes()) {
                return Outcome.TOO_LONG;
            }
            message = length == 0 ? Bytes.EMPTY : Bytes.wrap(Arrays.copyOfRange(in, offset, offset + length));
            return Outcome.COMPLETE;
        }
        if (open == null) {
            open = new Unfinished(limits(topic).maxMessageBytes());
            unfinished.put(topic, open);
        }
        Outcome outcome = open.append(in, offset, length);
        if (outcome == Outcome.PARTIAL && eof) {
            message = open.finish();
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

    /** Bytes of memory that unfinished messages hold; all of it is charged. */
    public long held() {
        long sum = 0;
        for (Unfinished open : unfinished.values()) {
            sum += open.buffer.length;
        }
        return sum;
    }

    /** Forgets all unfinished messages and gives their memory back. */
    public void clear() {
        for (Unfinished open : unfinished.values()) {
            open.drop();
        }
    }

    private TopicLimits limits(Topic topic) {
        @Nullable TopicLimits found = limits.get(topic);
        if (found == null) {
            throw new IllegalArgumentException("no limits for " + topic);
        }
        return found;
    }

    /** The message of one topic that is not whole yet. */
    private final class Unfinished {
        private static final byte[] NOTHING = new byte[0];

        private final int maxSize;
        private byte[] buffer = NOTHING;
        private int size;
        private int remembered;

        Unfinished(int maxSize) {
            this.maxSize = maxSize;
        }

        Outcome append(byte[] in, int offset, int length) {
            if (length > maxSize - size) {
                return Outcome.TOO_LONG;
            }
            int needed = size + length;
            if (needed > buffer.length && !grow(needed)) {
                return Outcome.OVER_BUDGET;
            }
            System.arraycopy(in, offset, buffer, size, length);
            size = needed;
            return Outcome.PARTIAL;
        }

        /** Hands the buffer on, together with the duty to account for it. */
        Bytes finish() {
            byte[] whole = buffer;
            int length = size;
            int slack = whole.length - length;
            if (slack > whole.length / TOLERATED_SLACK && budget.charge(length)) {
                whole = Arrays.copyOf(whole, length);
                budget.release(length);
            }
            remembered = Math.min(length, MAX_REMEMBERED);
            drop();
            return Bytes.wrap(whole, 0, length);
        }

        void drop() {
            budget.release(buffer.length);
            buffer = NOTHING;
            size = 0;
        }

        private boolean grow(int needed) {
            int wanted = Math.max(2 * buffer.length, Math.max(remembered, 2 * needed));
            int capacity = Math.max(needed, Math.min(wanted, maxSize));
            if (size == 0 && remembered >= needed) {
                capacity = remembered;
            }
            if (!budget.charge(capacity)) {
                return false;
            }
            byte[] grown = new byte[capacity];
            System.arraycopy(buffer, 0, grown, 0, size);
            budget.release(buffer.length);
            buffer = grown;
            return true;
        }
    }
}
