package dev.understory.reputation;

/** Why somebody is banned: one reason code each. */
public enum BanReason {
    /** The configuration says so. */
    CONFIGURED,
    /** An operator or the application has said so while the node ran. */
    OPERATOR,
    /** Handshakes from the address have failed again and again at the proof of an identity. */
    FAILED_AUTHENTICATION,
    /** Its score is too low; it is refused until enough points have come back, unless it is expected or among the last peers. */
    LOW_SCORE;

    /** Whether a person has decided it: it gives way to nothing that the node decides by itself. */
    public boolean isLasting() {
        return this == CONFIGURED || this == OPERATOR;
    }
}
