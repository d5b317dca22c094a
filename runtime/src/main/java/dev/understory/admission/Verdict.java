package dev.understory.admission;

import dev.understory.session.CloseReason;

/** What has to be done with a connection, as {@link AdmissionTable} has decided. */
sealed interface Verdict {
    /** It is admitted now. */
    record Admit(long id) implements Verdict {}

    /** It is not admitted, for that reason. */
    record Refuse(long id, CloseReason reason) implements Verdict {}

    /** It was admitted and has to end, for that reason; somebody waits for its end. */
    record Close(long id, CloseReason reason) implements Verdict {}

    /**
     * It has to show that it lives, because a newcomer of the same identity waits.
     *
     * @param patient whether the other end decides which of the two stays, and is given time to (see {@link Challenges})
     */
    record Challenge(long id, long newcomer, boolean patient) implements Verdict {}
}
