package dev.understory.plan;

/** A scenario that is valid but cannot be run here; the message is one line for the person who asked. */
public final class UnrunnableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a line that says what to do. */
    public UnrunnableException(String message) {
        super(message);
    }

    /** With what caused it. */
    public UnrunnableException(String message, Throwable cause) {
        super(message, cause);
    }
}
