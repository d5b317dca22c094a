package dev.understory.peerbook;

/** What came of reading a stored book: in each case there is one to go on with. */
public sealed interface BookRead {
    /** The book, empty if there was none to be had. */
    PeerBook book();

    /**
     * The book as it was stored.
     *
     * @param skipped addresses in it that have no place in this node's book any more, because its settings are others
     */
    record Restored(PeerBook book, int skipped) implements BookRead {}

    /** What is stored cannot be used; {@code detail} is a line for people. */
    record Unusable(PeerBook book, Reason reason, String detail) implements BookRead {}

    /** Why a stored book cannot be used. */
    enum Reason {
        /** There is nothing in it. */
        EMPTY,
        /** It is larger than a full book. */
        TOO_LARGE,
        /** It begins as no book does. */
        NO_BOOK,
        /** A newer version of this software wrote it. */
        NEWER,
        /** It is of another network or chain. */
        OTHER_CHAIN,
        /** Its checksum does not fit: it was cut off, or altered. */
        ALTERED,
        /** Its checksum fits, and its contents contradict themselves. */
        INCONSISTENT
    }
}
