package dev.understory.node.admin;

import java.util.List;

/** A request that is not done, and why; nothing of it was. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_SHOWN = 40;

    private final int status;
    private final transient List<String> reasons;

    /**
     * What whoever asks is told.
     *
     * @param status of HTTP, 4xx
     * @param reason a line
     */
    Refused(int status, String reason) {
        this(status, reason, List.of());
    }

    /** With a line for each of several reasons, which stand for themselves. */
    Refused(int status, String reason, List<String> reasons) {
        super(reason, null, false, false);
        this.status = status;
        this.reasons = List.copyOf(reasons);
    }

    /** What somebody has sent, fit to be shown in a line. */
    static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "...";
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** Each reason; empty where {@link #reason} is the only one. */
    List<String> reasons() {
        return reasons;
    }
}
