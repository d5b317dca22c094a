package dev.understory.transport.tls;

/**
 * Arithmetic that takes too long for a shard: key agreement, signatures, chains of certificates.
 *
 * @param kind what it is, for those who model its cost
 * @param task does it; on any thread, once
 */
public record TlsWork(Kind kind, Runnable task) {
    /** The pieces of a handshake. */
    public enum Kind {
        /** A server answers a client's hello: makes a key pair, agrees on secrets, signs. */
        ANSWER_HELLO,
        /** A client agrees on secrets with the server that answered. */
        AGREE,
        /** A client checks the server's chain and signature, and signs in turn if it was asked to. */
        CHECK_SERVER,
        /** A server checks a client's chain and signature. */
        CHECK_CLIENT
    }

    /** Where such work is done: in production a bounded pool, in a simulation a cost in virtual time. */
    @FunctionalInterface
    public interface Service {
        /**
         * Takes work, or says false at once if too much is waiting; the caller then gives up its link. {@code done} is called
         * exactly once for work that was taken, on any thread, and must not block.
         */
        boolean submit(TlsWork work, Runnable done);
    }
}
