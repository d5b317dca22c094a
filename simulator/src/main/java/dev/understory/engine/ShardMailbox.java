package dev.understory.engine;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Objects;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedMessageQueueSemantics;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The mailbox of every simulated actor: a plain queue, because one thread at a time uses a shard. Pekko's own queues pay
 * for threads that do not exist here, with an object and an atomic operation per message. A message from a foreign thread
 * fails the run. Loaded by Pekko by name.
 */
public final class ShardMailbox implements MailboxType, ProducesMessageQueue<ShardMailbox.Messages> {
    /** Called by Pekko; see the contract of {@link MailboxType}. */
    public ShardMailbox(ActorSystem.Settings settings, Config config) {}

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        return new Messages(Objects.requireNonNull(Shard.running(), "an actor was made outside the simulation"));
    }

    /**
     * Unbounded, first in, first out. A message that waits alone lies in this very object: in a large network each further
     * object that a turn touches has to be fetched from memory.
     */
    static final class Messages implements MessageQueue, UnboundedMessageQueueSemantics {
        private final Shard shard;
        /** The oldest message; null if there is none, or while {@link #others} has all there are. */
        private @Nullable Envelope first;
        /** What came while others waited; null as soon as none is left. */
        private @Nullable ArrayDeque<Envelope> others;

        Messages(Shard shard) {
            this.shard = shard;
        }

        @Override
        public void enqueue(ActorRef receiver, Envelope message) {
            if (!shard.admits(receiver)) {
                return;
            }
            if (first == null && others == null) {
                first = message;
                return;
            }
            ArrayDeque<Envelope> waiting = others;
            if (waiting == null) {
                waiting = new ArrayDeque<>(3);
                others = waiting;
            }
            waiting.add(message);
        }

        @Override
        public @Nullable Envelope dequeue() {
            Envelope message = first;
            if (message != null) {
                first = null;
                return message;
            }
            ArrayDeque<Envelope> waiting = others;
            if (waiting == null) {
                return null;
            }
            message = waiting.remove();
            if (waiting.isEmpty()) {
                others = null;
            }
            return message;
        }

        @Override
        public int numberOfMessages() {
            return (first == null ? 0 : 1) + (others == null ? 0 : others.size());
        }

        @Override
        public boolean hasMessages() {
            return first != null || others != null;
        }

        /** Forgets all messages. */
        void clear() {
            first = null;
            others = null;
        }

        @Override
        public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
            for (Envelope message = dequeue(); message != null; message = dequeue()) {
                deadLetters.enqueue(owner, message);
            }
        }
    }
}
