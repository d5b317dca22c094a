package dev.understory.store;

import dev.understory.wire.Bytes;

/** The one answer to a request to a {@link Store}. */
public sealed interface StoreAnswer {
    /** The document that was asked about. */
    DocumentName name();

    /** The number that was given with the request. */
    long token();

    /** What came of a write. */
    sealed interface Write extends StoreAnswer {}

    /** What came of a read. */
    sealed interface Read extends StoreAnswer {}

    /** What came of a delete. */
    sealed interface Delete extends StoreAnswer {}

    /** The document has the new content, after a crash too if the store {@linkplain Store#survivesRestart() survives one}. */
    record Written(DocumentName name, long token) implements Write {}

    /** Not written: a newer write of the same document came while this one waited. */
    record Superseded(DocumentName name, long token) implements Write {}

    /** The content, as it was written. */
    record Found(DocumentName name, long token, Bytes content) implements Read {}

    /** There is no such document. */
    record Missing(DocumentName name, long token) implements Read {}

    /**
     * There was something else in the place of the document. It is missing from now on (unless the system does not let it be
     * moved: then every read finds it damaged), and can be written again.
     *
     * @param reason how that shows, in words
     * @param setAside where it is now, for people who want to look at it
     */
    record Damaged(DocumentName name, long token, String reason, String setAside) implements Read {}

    /**
     * The document is missing.
     *
     * @param existed whether it was there
     */
    record Deleted(DocumentName name, long token, boolean existed) implements Delete {}

    /**
     * Not done; {@code detail} is one line a person can act on. After a failed write or delete of a document it is what it was
     * before or what it should have become.
     */
    record Failed(DocumentName name, long token, StoreProblem problem, String detail) implements Write, Read, Delete {}
}
