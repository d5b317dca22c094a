package dev.understory.node.embed;

/** What came of starting a node. */
public sealed interface StartOutcome {
    /** The node runs. */
    record Started(P2pNode node) implements StartOutcome {}

    /** The node does not run, and nothing of it is left behind; {@code detail} is one line a person can act on. */
    record Failed(Cause cause, String detail) implements StartOutcome {}

    /** Why a node does not start. */
    enum Cause {
        /** The key file is missing, unreadable or holds no key, or none could be made. */
        KEY,
        /** The address cannot be listened on, because it is in use for example. */
        LISTEN,
        /** The folder of its store is in use, or cannot be used. */
        STORE,
        /** The token of its administration is readable by others, or can be neither read nor made. */
        ADMIN,
        /** A file of its TLS is missing, unreadable or holds no certificate or key. */
        TLS,
        /** Two of its services have one name, or listen at one place. */
        SERVICES,
        /** Default settings of a library are missing on the class path, as in a jar that was not merged well. */
        CLASS_PATH,
        /** A defect of ours. */
        INTERNAL
    }
}
