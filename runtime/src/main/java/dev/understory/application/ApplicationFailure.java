package dev.understory.application;

import java.io.Serial;

/**
 * What code of somebody else's threw, for an actor system that could not bear it as it was: there it is only the end of the actor
 * that ran the code.
 */
public final class ApplicationFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** How many causes of a defect are looked at: they may go round in a circle. */
    private static final int MOST_CAUSES = 32;

    private ApplicationFailure(Throwable defect, boolean readable) {
        super(
                readable ? defect.toString() : defect.getClass().getName() + ", whose message cannot be read",
                readable ? defect : null);
        setStackTrace(defect.getStackTrace());
    }

    /**
     * For the actor system two errors are the end of the world; and who supervises reads the message of what was thrown, so
     * that one which throws again would be the end of the node.
     */
    public static void refuseTheUnbearable(Throwable defect) {
        boolean readable = isReadable(defect);
        if (!readable || defect instanceof LinkageError || defect instanceof StackOverflowError) {
            throw new ApplicationFailure(defect, readable);
        }
    }

    private static boolean isReadable(Throwable defect) {
        try {
            Throwable cause = defect;
            boolean readable = true;
            for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
                // The text is made of the message.
                readable &= cause.toString() != null;
                cause = cause.getCause();
            }
            return readable;
        } catch (RuntimeException | Error unreadable) {
            return false;
        }
    }
}
