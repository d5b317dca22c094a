package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.BatchQueue;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.function.BiFunction;

/**
 * Batches that wait for room in the queues of their topics. What waits here stays charged at the connection's {@link
 * SendGate}, which bounds it. {@link BatchQueue} says in which order they are taken and what becomes of them.
 */
final class WaitingBatches {
    private final BatchQueue<ConnectionActor.SendBatch> queue = new BatchQueue<>();
    private final SendGate gate;

    WaitingBatches(SendGate gate) {
        this.gate = gate;
    }

    void add(ConnectionActor.SendBatch batch) {
        queue.add(batch, batch.topic(), batch.payloads());
    }

    /** Offers as much as there is room for, and answers batches that are done with. */
    void offer(PublicKey peer, BiFunction<Topic, Bytes, SendOutcome> session) {
        if (!queue.isEmpty()) {
            queue.offer(new Owner(peer, session));
        }
    }

    /** Answers everything that still waits: nothing more is taken. */
    void close(PublicKey peer) {
        queue.close(new Owner(peer, (topic, payload) -> SendOutcome.CLOSED));
    }

    private final class Owner implements BatchQueue.Owner<ConnectionActor.SendBatch> {
        private final PublicKey peer;
        private final BiFunction<Topic, Bytes, SendOutcome> session;

        Owner(PublicKey peer, BiFunction<Topic, Bytes, SendOutcome> session) {
            this.peer = peer;
            this.session = session;
        }

        @Override
        public SendOutcome offer(Topic topic, Bytes payload) {
            return session.apply(topic, payload);
        }

        @Override
        public void left(Bytes payload) {
            gate.leave(payload.size());
        }

        @Override
        public void done(ConnectionActor.SendBatch batch, int taken, SendOutcome outcome) {
            batch.replyTo().tell(new Delivery.BatchCompleted(batch.token(), peer, taken, outcome));
        }
    }
}
