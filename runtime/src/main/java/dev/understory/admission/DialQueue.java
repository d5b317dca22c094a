package dev.understory.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many dials and lookups of host names a node has under way at a time, and which wait. Dials wait for their turn in the
 * order in which they came. Lookups never wait, since dials come of them: as many may be under way as there may be dials
 * that are or wait. Sans IO; the dials that wait are kept here, as whatever its owner calls a dial.
 *
 * <pre>
 *   input          when                                        answer
 *   dial           quiescing                                   STOPPING
 *   dial           fewer than {@code concurrent} under way     BEGIN
 *   dial           fewer than {@code queued} wait              WAIT
 *   dial           otherwise                                   TOO_MANY_DIALS
 *   a dial ended   one waits                                   it begins
 *   lookup         quiescing                                   STOPPING
 *   lookup         fewer than concurrent + queued under way    BEGIN
 *   lookup         otherwise                                   TOO_MANY_LOOKUPS
 *   quiesce                                                    those that wait are refused as STOPPING; quiescing
 * </pre>
 *
 * <p>What is under way when the node stops is left to end by itself.
 *
 * @param <D> a dial
 */
public final class DialQueue<D> {
    /** What becomes of a dial or lookup. */
    public enum Verdict {
        /** It begins now; its end has to be told. */
        BEGIN("it begins"),
        /** It waits for its turn. */
        WAIT("it waits"),
        /** It is refused: nothing begins any more. */
        STOPPING("the node is stopping"),
        /** It is refused: as many dials wait as may. */
        TOO_MANY_DIALS("too many dials are waiting"),
        /** It is refused: as many lookups are under way as may be. */
        TOO_MANY_LOOKUPS("too many host names are being looked up");

        private final String detail;

        Verdict(String detail) {
            this.detail = detail;
        }

        /** The same for people, in one line. */
        public String detail() {
            return detail;
        }
    }

    private final int concurrent;
    private final int queued;
    private final ArrayDeque<D> waiting = new ArrayDeque<>();
    private int dials;
    private int lookups;
    private boolean quiescing;

    /**
     * Nothing is under way.
     *
     * @param concurrent how many dials may be under way, at least 1
     * @param queued how many more may wait for their turn, at least 0
     */
    public DialQueue(int concurrent, int queued) {
        this.concurrent = concurrent;
        this.queued = queued;
    }

    /** Somebody wants to dial. */
    public Verdict dial(D dial) {
        if (quiescing) {
            return Verdict.STOPPING;
        }
        if (dials < concurrent) {
            dials++;
            return Verdict.BEGIN;
        }
        if (waiting.size() < queued) {
            waiting.addLast(dial);
            return Verdict.WAIT;
        }
        return Verdict.TOO_MANY_DIALS;
    }

    /** A dial that had begun is over, whatever came of it. Returns the one that begins in its place, or null. */
    public @Nullable D dialEnded() {
        D next = waiting.pollFirst();
        if (next == null) {
            dials--;
        }
        return next;
    }

    /** Somebody wants a host name looked up. Never {@link Verdict#WAIT}. */
    public Verdict lookUp() {
        if (quiescing) {
            return Verdict.STOPPING;
        }
        if (lookups >= (long) concurrent + queued) {
            return Verdict.TOO_MANY_LOOKUPS;
        }
        lookups++;
        return Verdict.BEGIN;
    }

    /** A lookup that had begun is over. */
    public void lookupEnded() {
        lookups--;
    }

    /** The node is stopping. Returns the dials that had waited, which are refused as {@link Verdict#STOPPING}. */
    public List<D> quiesce() {
        quiescing = true;
        List<D> refused = new ArrayList<>(waiting);
        waiting.clear();
        return refused;
    }
}
