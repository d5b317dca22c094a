package dev.understory.connection;

import dev.understory.mux.Topic;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One topic of one connection, as its consumer holds it: where credit goes back to, and what the consumer keeps of it for a
 * while. Each batch names it, so that nobody has to look for it.
 */
public final class StreamHandle {
    private final Topic topic;
    private final ActorRef<Delivery> consumer;
    private final ActorRef<ConnectionActor.Command> connection;
    /** Set by the connection once the stream has to run; until then it does the stream's part. */
    private volatile @Nullable ActorRef<StreamActor.Command> actor;
    /** The consumer's, which has one thread. */
    private long owed;

    StreamHandle(Topic topic, ActorRef<Delivery> consumer, ActorRef<ConnectionActor.Command> connection) {
        this.topic = topic;
        this.consumer = consumer;
        this.connection = connection;
    }

    void begin(ActorRef<StreamActor.Command> started) {
        actor = started;
    }

    ActorRef<Delivery> consumer() {
        return consumer;
    }

    Topic topic() {
        return topic;
    }

    @Nullable
    ActorRef<StreamActor.Command> actor() {
        return actor;
    }

    /** Gives credit back. */
    public void release(long bytes) {
        ActorRef<StreamActor.Command> running = actor;
        if (running == null) {
            connection.tell(new ConnectionActor.CreditGiven(this, bytes));
        } else {
            running.tell(new StreamActor.Credit(bytes));
        }
    }

    /** Gives credit back once it is worth a message: together with what was kept before, if that is {@code least} or more. */
    public void release(long bytes, long least) {
        owed += bytes;
        if (owed >= least) {
            release(owed);
            owed = 0;
        }
    }
}
