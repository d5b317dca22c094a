package dev.understory.connection;

import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One topic of one connection, as its consumer holds it: where credit goes back to, and what the consumer keeps of it for a
 * while. Each batch names it, so that nobody has to look for it.
 */
public final class StreamHandle {
    private final ActorRef<Delivery> consumer;
    /** Set by the connection before anything is delivered. */
    private @Nullable ActorRef<StreamActor.Command> actor;
    /** The consumer's, which has one thread. */
    private long owed;

    StreamHandle(ActorRef<Delivery> consumer) {
        this.consumer = consumer;
    }

    void begin(ActorRef<StreamActor.Command> started) {
        actor = started;
    }

    ActorRef<Delivery> consumer() {
        return consumer;
    }

    ActorRef<StreamActor.Command> actor() {
        return Objects.requireNonNull(actor);
    }

    /** Gives credit back. */
    public void release(long bytes) {
        actor().tell(new StreamActor.Credit(bytes));
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
