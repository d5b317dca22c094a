package dev.understory.store;

import dev.understory.wire.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Documents in memory, gone when the process ends; for nodes that are to leave no files, and for runs in which one process plays
 * many machines. Answers before it returns, so nothing ever waits. Safe for any thread.
 */
public final class MemoryStore implements Store {
    private final StoreLimits limits;
    private final boolean outlivesNode;
    private final Map<DocumentName, Bytes> documents = new HashMap<>();

    /** A store for one life of a node. */
    public MemoryStore(StoreLimits limits) {
        this(limits, false);
    }

    /**
     * A store.
     *
     * @param outlivesNode whether its owner gives it to the next life of the node again
     */
    public MemoryStore(StoreLimits limits, boolean outlivesNode) {
        this.limits = limits;
        this.outlivesNode = outlivesNode;
    }

    @Override
    public void write(DocumentName name, Bytes content, long token, ActorRef<? super StoreAnswer.Write> replyTo) {
        replyTo.tell(put(name, content, token));
    }

    private synchronized StoreAnswer.Write put(DocumentName name, Bytes content, long token) {
        if (content.size() > limits.documentBytes()) {
            return limits.tooLarge(name, token, content.size());
        }
        if (!documents.containsKey(name) && documents.size() >= limits.documents()) {
            return limits.tooMany(name, token);
        }
        documents.put(name, Bytes.wrap(content.toArray()));
        return new StoreAnswer.Written(name, token);
    }

    @Override
    public void read(DocumentName name, long token, ActorRef<? super StoreAnswer.Read> replyTo) {
        Bytes content;
        synchronized (this) {
            content = documents.get(name);
        }
        replyTo.tell(
                content == null ? new StoreAnswer.Missing(name, token) : new StoreAnswer.Found(name, token, content));
    }

    @Override
    public void delete(DocumentName name, long token, ActorRef<? super StoreAnswer.Delete> replyTo) {
        boolean existed;
        synchronized (this) {
            existed = documents.remove(name) != null;
        }
        replyTo.tell(new StoreAnswer.Deleted(name, token, existed));
    }

    @Override
    public boolean survivesRestart() {
        return outlivesNode;
    }
}
