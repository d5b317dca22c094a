package dev.understory.connection;

/** What becomes of a connection whose peer was just authenticated. */
sealed interface Verdict {
    /** It is admitted at once. */
    record Admit() implements Verdict {}

    /** It is refused for that reason. */
    record Refuse(CloseReason reason) implements Verdict {}

    /**
     * It waits for the end of another connection, and is admitted then.
     *
     * @param other the connection to close for {@code reason}, or one that is closing already
     */
    record AfterEndOf(long other, CloseReason reason) implements Verdict {}

    /** It takes the place of another one that waits; {@code waiting} is closed for {@link CloseReason#REPLACED}. */
    record InsteadOfWaiting(long waiting) implements Verdict {}
}
