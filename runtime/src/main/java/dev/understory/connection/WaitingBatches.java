package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Batches that wait for room in the queues of their topics. What waits here stays charged at the connection's {@link
 * SendGate}, which bounds it. Batches of a topic are taken in the order in which they came, message by message.
 */
final class WaitingBatches {
    private static final class Waiting {
        final ConnectionActor.SendBatch batch;
        int taken;

        Waiting(ConnectionActor.SendBatch batch) {
            this.batch = batch;
        }
    }

    private final Map<Topic, Deque<Waiting>> byTopic = new EnumMap<>(Topic.class);
    private final SendGate gate;

    WaitingBatches(SendGate gate) {
        this.gate = gate;
    }

    void add(ConnectionActor.SendBatch batch) {
        byTopic.computeIfAbsent(batch.topic(), topic -> new ArrayDeque<>(2)).add(new Waiting(batch));
    }

    /** Offers as much as there is room for, and answers batches that are done with. */
    void offer(PublicKey peer, BiFunction<Topic, Bytes, SendOutcome> session) {
        if (byTopic.isEmpty()) {
            return;
        }
        Iterator<Deque<Waiting>> topics = byTopic.values().iterator();
        while (topics.hasNext()) {
            Deque<Waiting> queue = topics.next();
            while (!queue.isEmpty() && offer(queue.element(), peer, session)) {
                queue.remove();
            }
            if (queue.isEmpty()) {
                topics.remove();
            }
        }
    }

    /** Answers everything that still waits: nothing more is taken. */
    void close(PublicKey peer) {
        byTopic.values().forEach(queue -> queue.forEach(waiting -> answer(waiting, peer, SendOutcome.CLOSED)));
        byTopic.clear();
    }

    /** Whether the batch is done with. */
    private boolean offer(Waiting waiting, PublicKey peer, BiFunction<Topic, Bytes, SendOutcome> session) {
        ConnectionActor.SendBatch batch = waiting.batch;
        while (waiting.taken < batch.payloads().size()) {
            Bytes payload = batch.payloads().get(waiting.taken);
            SendOutcome outcome = session.apply(batch.topic(), payload);
            if (outcome == SendOutcome.QUEUE_FULL) {
                return false;
            }
            if (outcome != SendOutcome.ACCEPTED) {
                answer(waiting, peer, outcome);
                return true;
            }
            gate.leave(payload.size());
            waiting.taken++;
        }
        answer(waiting, peer, SendOutcome.ACCEPTED);
        return true;
    }

    private void answer(Waiting waiting, PublicKey peer, SendOutcome rest) {
        ConnectionActor.SendBatch batch = waiting.batch;
        for (int i = waiting.taken; i < batch.payloads().size(); i++) {
            gate.leave(batch.payloads().get(i).size());
        }
        batch.replyTo().tell(new Delivery.BatchCompleted(batch.token(), peer, waiting.taken, rest));
    }
}
