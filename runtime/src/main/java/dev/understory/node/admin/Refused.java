package dev.understory.node.admin;

/** A request that is not done, and why; nothing of it was. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * What whoever asks is told.
     *
     * @param status of HTTP, 4xx
     * @param reason a line
     */
    Refused(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
