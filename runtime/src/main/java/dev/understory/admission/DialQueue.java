package dev.understory.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How many dials and lookups of host names a node has under way at a time, and which wait. Of the dials that wait the
 * one of the highest rank begins first, and of equals the one that came first; where no more may wait, one of a higher
 * rank takes the place of the one that would begin last. But {@link PeerSetEffect.Dial#URGENT} dials have three
 * quarters of the places only, of those under way and of those that wait, while others want the rest: must-connect
 * peers that cannot be reached, each tried again at once, would otherwise hold all of them for ever. Lookups never
 * wait, since dials come of them: as many may be under way as there may be dials that are or wait. Sans IO; the dials
 * that wait are kept here, as whatever its owner calls a dial.
 *
 * <pre>
 *   input          when                                        answer
 *   dial           quiescing                                   STOPPING
 *   dial           fewer than {@code concurrent} under way     BEGIN
 *   dial           fewer than {@code queued} wait              WAIT
 *   dial, urgent   three quarters of those that wait are       TOO_MANY_DIALS
 *   dial           one of a lower rank waits                   WAIT, and the last of the lowest is refused as TOO_MANY_DIALS
 *   dial, other    more than three quarters are urgent         WAIT, and the last of those is refused as TOO_MANY_DIALS
 *   dial           otherwise                                   TOO_MANY_DIALS
 *   raise          it waits                                    it waits at its new rank, the last of it
 *   a dial ended   three quarters of the others are urgent     the first of the highest rank below begins, if one waits
 *   a dial ended   one waits                                   the first of the highest rank begins
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
    /** By rank. */
    private final TreeMap<Integer, ArrayDeque<D>> waiting = new TreeMap<>();

    private int waits;
    private int dials;
    /** Of {@link #dials}, those of must-connect peers. */
    private int urgentDials;

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

    /**
     * Somebody wants to dial.
     *
     * @param rank who waits with a higher one begins earlier
     * @param refused hears of a dial that waited and is refused for this one
     */
    public Verdict dial(D dial, int rank, Consumer<D> refused) {
        if (quiescing) {
            return Verdict.STOPPING;
        }
        if (dials < concurrent) {
            dials++;
            count(rank, 1);
            return Verdict.BEGIN;
        }
        if (waits >= queued) {
            Map.Entry<Integer, ArrayDeque<D>> less = lessThan(rank);
            if (less == null) {
                return Verdict.TOO_MANY_DIALS;
            }
            refused.accept(take(less, false));
        }
        waiting.computeIfAbsent(rank, fresh -> new ArrayDeque<>()).addLast(dial);
        waits++;
        return Verdict.WAIT;
    }

    /**
     * A dial that waits has another rank from now on, and is the last of those that have it. What is under way is left as it is.
     *
     * @param which the dial; the first of them if there are several
     * @param changed what its owner calls it from then on
     */
    public void raise(Predicate<D> which, int rank, UnaryOperator<D> changed) {
        for (Map.Entry<Integer, ArrayDeque<D>> each : List.copyOf(waiting.entrySet())) {
            Optional<D> found = each.getValue().stream().filter(which).findFirst();
            if (found.isPresent()) {
                each.getValue().remove(found.get());
                if (each.getValue().isEmpty()) {
                    waiting.remove(each.getKey());
                }
                waiting.computeIfAbsent(rank, fresh -> new ArrayDeque<>()).addLast(changed.apply(found.get()));
                return;
            }
        }
    }

    /** The share of places that urgent dials may have while others want them. */
    private static int urgentShare(int places) {
        return Math.max(1, (int) (places * 3L / 4));
    }

    private void count(int rank, int change) {
        urgentDials += rank == PeerSetEffect.Dial.URGENT ? change : 0;
    }

    /** Those that wait of whom the last gives its place to a dial of that rank, or null. */
    private Map.@Nullable Entry<Integer, ArrayDeque<D>> lessThan(int rank) {
        ArrayDeque<D> urgent = waiting.get(PeerSetEffect.Dial.URGENT);
        int urgentWaits = urgent == null ? 0 : urgent.size();
        int share = urgentShare(queued);
        boolean isUrgent = rank == PeerSetEffect.Dial.URGENT;
        if (waits > 0 && waiting.firstKey() < rank && !(isUrgent && urgentWaits >= share)) {
            return waiting.firstEntry();
        }
        return !isUrgent && urgentWaits > share ? waiting.lastEntry() : null;
    }

    private D take(Map.Entry<Integer, ArrayDeque<D>> from, boolean first) {
        D taken = first ? from.getValue().removeFirst() : from.getValue().removeLast();
        if (from.getValue().isEmpty()) {
            waiting.remove(from.getKey());
        }
        waits--;
        return taken;
    }

    /** A dial of that rank that had begun is over, whatever came of it. Returns the one that begins in its place, or null. */
    public @Nullable D dialEnded(int rank) {
        count(rank, -1);
        if (waits > 0) {
            Map.Entry<Integer, ArrayDeque<D>> other =
                    urgentDials < urgentShare(concurrent) ? null : waiting.lowerEntry(PeerSetEffect.Dial.URGENT);
            Map.Entry<Integer, ArrayDeque<D>> next = other != null ? other : waiting.lastEntry();
            count(next.getKey(), 1);
            return take(next, true);
        }
        dials--;
        return null;
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
        List<D> refused = new ArrayList<>(waits);
        while (waits > 0) {
            refused.add(take(waiting.lastEntry(), true));
        }
        return refused;
    }
}
