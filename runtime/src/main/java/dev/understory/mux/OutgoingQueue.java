package dev.understory.mux;

import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one topic that wait to be sent, first in, first out; the first may be sent in part already. With them is
 * what {@link PacketScheduler} has to know of the topic, so that all of it lies together.
 */
final class OutgoingQueue {
    /** A queue that held more messages than this gives its memory back when it is empty. */
    private static final int KEPT_CAPACITY = 64;

    private final TopicLimits limits;
    private @Nullable ArrayDeque<Bytes> waiting;
    private int peak;
    private @Nullable Bytes head;
    private int headSent;
    private long bytes;
    private int messages;

    /** The scheduler's count of packets when one of this topic was sent last, or its first message came. */
    long lastServed;
    /** Bytes sent past other topics that were waiting. */
    int sentPastOthers;

    OutgoingQueue(TopicLimits limits) {
        this.limits = limits;
    }

    boolean tooLarge(Bytes message) {
        return message.size() > limits.maxMessageBytes();
    }

    /** Whether the message is in the queue now; all of it or nothing. */
    boolean offer(Bytes message) {
        if (head == null) {
            head = message;
        } else if (messages >= limits.maxQueuedMessages() || bytes + message.size() > limits.maxQueuedBytes()) {
            return false;
        } else {
            enqueue(message);
        }
        messages++;
        bytes += message.size();
        return true;
    }

    boolean isEmpty() {
        return head == null;
    }

    int messages() {
        return messages;
    }

    /** Payload bytes that are not taken yet. */
    long bytes() {
        return bytes;
    }

    /** The message that is sent now; the queue must not be empty. */
    Bytes head() {
        if (head == null) {
            throw new IllegalStateException("the queue is empty");
        }
        return head;
    }

    /** How much of the head is taken already. */
    int headSent() {
        return headSent;
    }

    /** Part of the head is sent. With {@code last} it is done with, and the next message becomes the head. */
    void took(int size, boolean last) {
        bytes -= size;
        headSent += size;
        if (last) {
            messages--;
            headSent = 0;
            head = waiting == null ? null : waiting.pollFirst();
            if (head == null && peak > KEPT_CAPACITY) {
                waiting = null;
                peak = 0;
            }
        }
    }

    private void enqueue(Bytes message) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.addLast(message);
        peak = Math.max(peak, waiting.size());
    }
}
