package dev.understory.session;

/**
 * What a stream has lent to its connection: while there is some, messages go straight to the consumer. The first that finds
 * none goes to the stream, with what is left, and so do all that follow until the stream lends again. What it lends counts
 * only if it has seen every message that was given to it: that keeps their order. The other half of {@link FlowControl}.
 *
 * <pre>
 *   balance        input                             next
 *   above 0        messages                          straight to the consumer; less their cost, so it may be a debt
 *   0 or a debt    messages                          to the stream, with the balance; 0
 *   any            loan that knows of all detours    more by the loan, up to the window
 *   any            loan from before a detour         the same; the loan goes back to the stream
 * </pre>
 */
public final class CreditLease {
    private final long window;
    private long balance;
    /** How many times messages went to the stream, and not to the consumer. */
    private int detours;

    private boolean usedSinceCheck = true;

    /** A whole window is lent. */
    public CreditLease(long window) {
        this.window = window;
        this.balance = window;
    }

    /** Messages of that cost have come. Returns whether they go straight to the consumer; if not, they are a detour. */
    public boolean spend(long cost) {
        usedSinceCheck = true;
        if (balance <= 0) {
            return false;
        }
        balance -= cost;
        return true;
    }

    /** The messages go to the stream. Returns the balance that goes with them, which is 0 or a debt. */
    public long detour() {
        long left = balance;
        detours++;
        balance = 0;
        return left;
    }

    /**
     * The stream lends credit. Returns whether it counts; if not, it has to go back.
     *
     * @param seen how many detours the stream knew of when it lent
     */
    public boolean lend(long credit, int seen) {
        if (seen != detours) {
            return false;
        }
        balance = Math.min(balance + credit, window);
        return true;
    }

    /**
     * Whether no message came since the last time this was asked and the consumer has given back most of its credit; it may
     * keep a part of it.
     */
    public boolean isIdle() {
        boolean idle = !usedSinceCheck && balance >= window / 2;
        usedSinceCheck = false;
        return idle;
    }
}
