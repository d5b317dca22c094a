package dev.understory.engine;

import com.typesafe.config.Config;
import java.util.Arrays;
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
 * The mailbox of every simulated actor: a plain ring, because one thread at a time uses a shard. Pekko's own queues pay
 * for threads that do not exist here, with an object and an atomic operation per message. A message from a foreign thread
 * fails the run. Loaded by Pekko by name.
 */
public final class ShardMailbox implements MailboxType, ProducesMessageQueue<ShardMailbox.Ring> {
    /** Called by Pekko; see the contract of {@link MailboxType}. */
    public ShardMailbox(ActorSystem.Settings settings, Config config) {}

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        return new Ring(Objects.requireNonNull(Shard.running(), "an actor was made outside the simulation"));
    }

    /** Unbounded, first in, first out. */
    static final class Ring implements MessageQueue, UnboundedMessageQueueSemantics {
        private final Shard shard;
        private @Nullable Envelope[] ring = new @Nullable Envelope[2];
        private int head;
        private int size;

        Ring(Shard shard) {
            this.shard = shard;
        }

        @Override
        public void enqueue(ActorRef receiver, Envelope message) {
            if (!shard.admits(receiver)) {
                return;
            }
            if (size == ring.length) {
                @Nullable Envelope[] larger = new @Nullable Envelope[2 * size];
                int untilWrap = size - head;
                System.arraycopy(ring, head, larger, 0, untilWrap);
                System.arraycopy(ring, 0, larger, untilWrap, head);
                ring = larger;
                head = 0;
            }
            ring[(head + size++) & (ring.length - 1)] = message;
        }

        @Override
        public @Nullable Envelope dequeue() {
            if (size == 0) {
                return null;
            }
            Envelope message = ring[head];
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            size--;
            return message;
        }

        @Override
        public int numberOfMessages() {
            return size;
        }

        @Override
        public boolean hasMessages() {
            return size > 0;
        }

        /** Forgets all messages. */
        void clear() {
            Arrays.fill(ring, null);
            size = 0;
        }

        @Override
        public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
            for (Envelope message = dequeue(); message != null; message = dequeue()) {
                deadLetters.enqueue(owner, message);
            }
        }
    }
}
