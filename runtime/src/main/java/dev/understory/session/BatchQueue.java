package dev.understory.session;

import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Batches of messages that wait for room in the queues of their topics. Those of one topic are taken in the order in which
 * they came, message by message; a topic that is full holds up no other. Sans IO: it calls its {@link Owner} back from
 * within the call. What waits is bounded by whoever lets batches in.
 *
 * <pre>
 *   the next message of a topic's first batch   then
 *   ACCEPTED, and it was not the last           the next message
 *   ACCEPTED, and it was the last               the batch is done: ACCEPTED; the next batch
 *   QUEUE_FULL                                  the topic waits for the next offer
 *   refused otherwise                           the batch is done with that outcome, its rest is left; the next batch
 *   (closed)                                    all batches are done: CLOSED
 * </pre>
 *
 * @param <B> a batch as its owner knows it
 */
public final class BatchQueue<B> {
    /** Whom it asks and tells. */
    public interface Owner<B> {
        /** Offers one message to the queue of its topic. */
        SendOutcome offer(Topic topic, Bytes payload);

        /** This message waits no longer, whether it was taken or not. Told once of each. */
        void left(Bytes payload);

        /** A batch is done with: so many of its messages were taken, and {@code outcome} befell the one after them, if any. */
        void done(B batch, int taken, SendOutcome outcome);
    }

    private static final class Waiting<B> {
        final B batch;
        final Topic topic;
        final List<Bytes> payloads;
        int taken;

        Waiting(B batch, Topic topic, List<Bytes> payloads) {
            this.batch = batch;
            this.topic = topic;
            this.payloads = payloads;
        }
    }

    private final Map<Topic, Deque<Waiting<B>>> byTopic = new EnumMap<>(Topic.class);

    /** A batch comes; nothing of it is offered yet. */
    public void add(B batch, Topic topic, List<Bytes> payloads) {
        byTopic.computeIfAbsent(topic, first -> new ArrayDeque<>(2)).add(new Waiting<>(batch, topic, payloads));
    }

    /** Offers as much as there is room for. */
    public void offer(Owner<? super B> owner) {
        Iterator<Deque<Waiting<B>>> topics = byTopic.values().iterator();
        while (topics.hasNext()) {
            Deque<Waiting<B>> queue = topics.next();
            while (!queue.isEmpty() && offer(queue.element(), owner)) {
                queue.remove();
            }
            if (queue.isEmpty()) {
                topics.remove();
            }
        }
    }

    /** Whether no batch waits. */
    public boolean isEmpty() {
        return byTopic.isEmpty();
    }

    /** Nothing more is taken. */
    public void close(Owner<? super B> owner) {
        byTopic.values().forEach(queue -> queue.forEach(waiting -> done(waiting, SendOutcome.CLOSED, owner)));
        byTopic.clear();
    }

    /** Whether the batch is done with. */
    private boolean offer(Waiting<B> waiting, Owner<? super B> owner) {
        while (waiting.taken < waiting.payloads.size()) {
            Bytes payload = waiting.payloads.get(waiting.taken);
            SendOutcome outcome = owner.offer(waiting.topic, payload);
            if (outcome == SendOutcome.QUEUE_FULL) {
                return false;
            }
            if (outcome != SendOutcome.ACCEPTED) {
                done(waiting, outcome, owner);
                return true;
            }
            owner.left(payload);
            waiting.taken++;
        }
        done(waiting, SendOutcome.ACCEPTED, owner);
        return true;
    }

    private void done(Waiting<B> waiting, SendOutcome outcome, Owner<? super B> owner) {
        for (int i = waiting.taken; i < waiting.payloads.size(); i++) {
            owner.left(waiting.payloads.get(i));
        }
        owner.done(waiting.batch, waiting.taken, outcome);
    }
}
