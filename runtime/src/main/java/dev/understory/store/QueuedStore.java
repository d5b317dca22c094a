package dev.understory.store;

import dev.understory.wire.Bytes;
import org.apache.pekko.actor.typed.ActorRef;

/** A store on a disk, which takes its time: every request waits in a {@link StoreQueue} for its turn. */
public abstract class QueuedStore implements Store {
    /** Takes a request, or answers at once that there is no room for it. */
    protected abstract void submit(StoreRequest request);

    @Override
    public final void write(DocumentName name, Bytes content, long token, ActorRef<? super StoreAnswer.Write> replyTo) {
        submit(new StoreRequest.Write(name, content, token, replyTo));
    }

    @Override
    public final void read(DocumentName name, long token, ActorRef<? super StoreAnswer.Read> replyTo) {
        submit(new StoreRequest.Read(name, token, replyTo));
    }

    @Override
    public final void delete(DocumentName name, long token, ActorRef<? super StoreAnswer.Delete> replyTo) {
        submit(new StoreRequest.Delete(name, token, replyTo));
    }

    @Override
    public final boolean survivesRestart() {
        return true;
    }
}
