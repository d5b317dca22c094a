package dev.understory.store;

import dev.understory.wire.Bytes;
import org.apache.pekko.actor.typed.ActorRef;

/** The documents of one service in a {@link Store}, by their names within the service (see {@link DocumentName}). */
public final class Documents {
    private final Store store;
    private final String namespace;

    Documents(Store store, String namespace) {
        this.store = store;
        this.namespace = namespace;
    }

    /** What a document is called among those of all services. */
    public DocumentName nameOf(String name) {
        return new DocumentName(namespace, name);
    }

    /** Replaces a document, or makes it; {@link StoreAnswer.Written} once that is durable. */
    public void write(String name, Bytes content, long token, ActorRef<? super StoreAnswer.Write> replyTo) {
        store.write(new DocumentName(namespace, name), content, token, replyTo);
    }

    /** Asks for a document. */
    public void read(String name, long token, ActorRef<? super StoreAnswer.Read> replyTo) {
        store.read(new DocumentName(namespace, name), token, replyTo);
    }

    /** Removes a document; {@link StoreAnswer.Deleted} once that is durable. */
    public void delete(String name, long token, ActorRef<? super StoreAnswer.Delete> replyTo) {
        store.delete(new DocumentName(namespace, name), token, replyTo);
    }

    /** Whether what is written is there when the node starts again; otherwise it is gone with the process. */
    public boolean surviveRestart() {
        return store.survivesRestart();
    }
}
