package dev.understory.store;

import dev.understory.wire.Bytes;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Keeps small named documents (a peer book, bans, a snapshot), each replaced as a whole. All calls return at once, on any
 * thread; each is answered by exactly one {@link StoreAnswer}, which carries the caller's {@code token}.
 *
 * <p>Requests for one document take effect in the order in which they were made, and are answered in it, with one exception: a
 * write that still waits when a newer one of the same document comes, with nothing asked of the document in between, gives
 * its place to the newer one and is {@link StoreAnswer.Superseded} at once. So whoever writes faster than the disk
 * has its newest content written, and never fills the queue with requests. Only where the newer content is larger, and all that
 * waits would exceed {@link StoreLimits#requestBytes} with it, is the newer write refused as {@link StoreProblem#BUSY}; the
 * older one keeps its place and is done. Requests for different documents have no order.
 *
 * <p>Whoever stops before the answer comes cannot know whether the write took place: after a crash the document has the old
 * content or the new one.
 */
public interface Store {
    /** Replaces a document, or makes it; {@link StoreAnswer.Written} once that is durable. */
    void write(DocumentName name, Bytes content, long token, ActorRef<? super StoreAnswer.Write> replyTo);

    /** Asks for a document. */
    void read(DocumentName name, long token, ActorRef<? super StoreAnswer.Read> replyTo);

    /** Removes a document; {@link StoreAnswer.Deleted} once that is durable. */
    void delete(DocumentName name, long token, ActorRef<? super StoreAnswer.Delete> replyTo);

    /** Whether what is written is there when the node starts again; otherwise it is gone with the process. */
    boolean survivesRestart();

    /** The documents of one service, which sees no others. */
    default Documents documents(String namespace) {
        return new Documents(this, namespace);
    }
}
