package dev.understory.store;

import dev.understory.wire.Bytes;
import org.apache.pekko.actor.typed.ActorRef;

/** A request to a {@link Store} on its way through the {@link StoreQueue} of an adapter. */
public sealed interface StoreRequest {
    /** The document that it is about. */
    DocumentName name();

    /** The caller's number. */
    long token();

    /** How many bytes wait with it. */
    default int size() {
        return 0;
    }

    /** Answers that it is not done. */
    void fail(StoreProblem problem, String detail);

    /** See {@link Store#write}. */
    record Write(DocumentName name, Bytes content, long token, ActorRef<? super StoreAnswer.Write> replyTo)
            implements StoreRequest {
        @Override
        public int size() {
            return content.size();
        }

        @Override
        public void fail(StoreProblem problem, String detail) {
            replyTo.tell(new StoreAnswer.Failed(name, token, problem, detail));
        }

        /** Answers that a newer write has its place. */
        void supersede() {
            replyTo.tell(new StoreAnswer.Superseded(name, token));
        }
    }

    /** See {@link Store#read}. */
    record Read(DocumentName name, long token, ActorRef<? super StoreAnswer.Read> replyTo) implements StoreRequest {
        @Override
        public void fail(StoreProblem problem, String detail) {
            replyTo.tell(new StoreAnswer.Failed(name, token, problem, detail));
        }
    }

    /** See {@link Store#delete}. */
    record Delete(DocumentName name, long token, ActorRef<? super StoreAnswer.Delete> replyTo) implements StoreRequest {
        @Override
        public void fail(StoreProblem problem, String detail) {
            replyTo.tell(new StoreAnswer.Failed(name, token, problem, detail));
        }
    }
}
