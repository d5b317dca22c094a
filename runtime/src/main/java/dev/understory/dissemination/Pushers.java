package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which peers send us messages unasked on one topic, and which only tell us of them: so few send that a message seldom comes
 * more often than wanted, and those few that together have been soonest lately.
 *
 * <pre>
 * too little was accepted yet to tell who is soon -> all send
 * enough was accepted                             -> the best few send, the others tell
 * every few accepted messages                     -> one that sends is exchanged for one that tells if together they had been
 *                                                    clearly sooner
 * one that sends is gone                          -> the best of the others sends
 * </pre>
 *
 * <p>Who tells is as well known as who sends, since it tells when it would have sent. So nothing is tried out, and nothing is
 * drawn by chance. Whoever turns slow, or withholds, is exchanged, and nobody is blamed. One of those that send is a peer that we
 * have dialled, if any was soon: whoever dials us in numbers does not choose all that we hear. A peer that cannot be told
 * (Canopy's) sends always; the others are fewer by as many of those as have sent most of what was accepted.
 */
final class Pushers {
    /** Peers whose signs are remembered; others only tell, if they can be told. */
    static final int MOST_PEERS = 64;

    /** Accepted messages before the first choice. */
    static final int LEAST_MESSAGES = 12;

    /** Accepted messages from one look at the choice to the next. */
    static final int REVIEW = 8;

    /** What an exchange has to be better by, in so many parts of what it was. */
    private static final int CLEARLY = 10;

    /** And by as much as if every message came so much sooner. */
    private static final long LITTLE_MICROS = 5000;

    /**
     * Of ten messages, how many those that send have sent in the time that is waited before one is fetched. Where no more than two
     * send, it is all ten: what is fetched while it is on its way is more than a copy too many there.
     */
    private static final int AWAITED = 9;

    private final int most;
    private final Signs signs = new Signs();
    private final Map<PublicKey, Neighbour> neighbours = new LinkedHashMap<>();
    private final BitSet places = new BitSet();
    private boolean chosen;
    private int untilReview = LEAST_MESSAGES;
    private long patienceNanos;

    /** A peer is to be told how it has us hear of messages; with the first choice all are, so that they know that we choose. */
    record Change(PublicKey peer, boolean pushes) {}

    /**
     * Nobody is here yet.
     *
     * @param most how many are to send; 0: all
     */
    Pushers(int most) {
        this.most = most;
    }

    /**
     * A peer is here.
     *
     * @param dialled whether we have dialled it
     * @param heeds whether it can be told not to send
     * @return whether it is to send
     */
    boolean here(PublicKey peer, boolean dialled, boolean heeds) {
        boolean pushes = !heeds
                || !chosen
                || all(one -> one.pushes && !one.id.equals(peer)).size() < most;
        int place = places.nextClearBit(0);
        if (most == 0 || place >= MOST_PEERS) {
            return most == 0 || !heeds;
        }
        Neighbour fresh = new Neighbour(peer, dialled, heeds, place, pushes);
        Neighbour before = neighbours.put(peer, fresh);
        if (before != null) {
            places.clear(before.place);
        }
        places.set(place);
        signs.clear(place);
        return pushes;
    }

    /** A peer is gone. */
    List<Change> lost(PublicKey peer) {
        Neighbour gone = neighbours.remove(peer);
        if (gone == null) {
            return List.of();
        }
        places.clear(gone.place);
        signs.clear(gone.place);
        if (all(one -> one.heeds).isEmpty()) {
            chosen = false;
            untilReview = LEAST_MESSAGES;
            return List.of();
        }
        return chosen && gone.pushes ? review() : List.of();
    }

    /** Whether a peer is expected to send what it has. */
    boolean pushes(PublicKey peer) {
        Neighbour neighbour = neighbours.get(peer);
        return most == 0 || neighbour != null && neighbour.pushes;
    }

    /** A peer says that a message is coming: that counts as of now, but only once it has come. */
    void promised(PublicKey peer, MessageId id, boolean isNew, long nowNanos) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null) {
            signs.begun(id, isNew, nowNanos);
            neighbour.promise(id, nowNanos);
        }
    }

    /** How many messages are still to come from a peer. */
    int promised(PublicKey peer) {
        Neighbour neighbour = neighbours.get(peer);
        return neighbour == null ? 0 : neighbour.promised.size();
    }

    /** A peer has sent a message. */
    void sent(PublicKey peer, MessageId id, boolean isNew, long nowNanos) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null) {
            Long promised = neighbour.promised.remove(id);
            signs.shown(id, neighbour.place, isNew, promised == null ? nowNanos : promised);
            neighbour.onlyTold = 0;
        }
    }

    /**
     * A peer tells that it has a message.
     *
     * @param isNew as of {@link #promised}
     * @param isToCome whether the message has not come, and is one that is sent unasked by those that send
     */
    void told(PublicKey peer, MessageId id, boolean isNew, boolean isToCome, long nowNanos) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null) {
            signs.shown(id, neighbour.place, isNew, nowNanos);
            neighbour.onlyTold += isToCome && chosen && neighbour.pushes ? 1 : 0;
        }
    }

    /** A peer has shown that it has a message, and has not sent it when it was to. */
    void withheld(PublicKey peer, MessageId id) {
        Neighbour neighbour = neighbours.get(peer);
        if (neighbour != null) {
            signs.withheld(id, neighbour.place);
        }
    }

    /** A message was accepted. */
    List<Change> accepted(MessageId id) {
        if (most == 0) {
            return List.of();
        }
        signs.accepted(id);
        if (--untilReview > 0) {
            return List.of();
        }
        untilReview = REVIEW;
        return review();
    }

    /** How long to wait for those that send before a message of which others tell is asked for. */
    long patienceNanos() {
        return patienceNanos;
    }

    private List<Change> review() {
        neighbours.values().forEach(one -> one.late = one.onlyTells() ? signs.ofNobody() : signs.of(one.place));
        List<Neighbour> fixed = all(one -> !one.heeds);
        List<Neighbour> candidates = all(one -> one.heeds);
        int wanted = Math.max(
                1, most - (int) fixed.stream().filter(Neighbour::wasSoon).count());
        List<Neighbour> choice = new ArrayList<>(chosen ? all(one -> one.heeds && one.pushes) : List.of());
        Arrangement arrangement = new Arrangement(fixed, signs.size());
        while (choice.size() < Math.min(wanted, candidates.size())) {
            choice.add(best(arrangement, choice, candidates, wanted));
        }
        while (choice.size() > wanted) {
            choice.remove(leastNeeded(arrangement, choice));
        }
        exchangeSilent(arrangement, choice, candidates);
        exchange(arrangement, choice, candidates);
        boolean isFirst = !chosen;
        chosen = true;
        patienceNanos = arrangement.patienceNanos(choice, most > 2 ? AWAITED : 10);
        List<Change> changes = new ArrayList<>();
        for (Neighbour one : candidates) {
            one.late = new int[0];
            boolean pushes = choice.contains(one);
            if (isFirst || one.pushes != pushes) {
                one.pushes = pushes;
                changes.add(new Change(one.id, one.pushes));
            }
        }
        return changes;
    }

    private List<Neighbour> all(Predicate<Neighbour> which) {
        return neighbours.values().stream().filter(which).toList();
    }

    /** The last place is one's that we have dialled, if no other is. */
    private static Neighbour best(
            Arrangement arrangement, List<Neighbour> choice, List<Neighbour> candidates, int wanted) {
        boolean dialled = choice.size() == wanted - 1 && choice.stream().noneMatch(one -> one.dialled);
        Neighbour best = null;
        long least = Long.MAX_VALUE;
        for (int pass = dialled ? 0 : 1; best == null; pass++) {
            for (Neighbour one : candidates) {
                if (!choice.contains(one) && (pass > 0 || one.dialled && one.wasSoon())) {
                    long late = arrangement.late(choice, null, one);
                    if (late < least) {
                        best = one;
                        least = late;
                    }
                }
            }
        }
        return best;
    }

    private static Neighbour leastNeeded(Arrangement arrangement, List<Neighbour> choice) {
        Neighbour found = choice.get(0);
        long least = Long.MAX_VALUE;
        for (Neighbour one : choice) {
            long late = arrangement.late(choice, one, null);
            if (late < least) {
                found = one;
                least = late;
            }
        }
        return found;
    }

    /** Who seldom has what we lack stands in for nobody: another that is soon takes its place. */
    private static void exchangeSilent(Arrangement arrangement, List<Neighbour> choice, List<Neighbour> candidates) {
        for (int i = 0; i < choice.size(); i++) {
            Neighbour out = choice.get(i);
            Neighbour better = null;
            long least = Long.MAX_VALUE;
            for (Neighbour in : out.wasSoon() ? List.<Neighbour>of() : candidates) {
                long late = arrangement.late(choice, out, in);
                if (late < least && in.wasSoon() && !choice.contains(in)) {
                    better = in;
                    least = late;
                }
            }
            choice.set(i, better == null ? out : better);
        }
    }

    /** One at a time for another while it makes the choice clearly better. */
    private static void exchange(Arrangement arrangement, List<Neighbour> choice, List<Neighbour> candidates) {
        for (int round = 0; round < choice.size(); round++) {
            long before = arrangement.late(choice, null, null);
            long least = before - Math.max(before / CLEARLY, arrangement.littleDifference());
            int at = -1;
            Neighbour better = null;
            for (int i = 0; i < choice.size(); i++) {
                Neighbour out = choice.get(i);
                boolean needed = out.dialled
                        && choice.stream().filter(one -> one.dialled).count() == 1;
                for (Neighbour in : candidates) {
                    if (!in.wasSoon() || choice.contains(in) || needed && !in.dialled && out.wasSoon()) {
                        continue;
                    }
                    long late = arrangement.late(choice, out, in);
                    if (late < least) {
                        least = late;
                        at = i;
                        better = in;
                    }
                }
            }
            if (better == null) {
                return;
            }
            choice.set(at, better);
        }
    }

    /** How late messages were by those that send whatever we say, and some others. */
    private static final class Arrangement {
        private final int[] fixed;

        Arrangement(List<Neighbour> fixed, int messages) {
            this.fixed = new int[messages];
            Arrays.fill(this.fixed, Signs.LATEST_MICROS);
            fixed.forEach(one -> earlier(this.fixed, one));
        }

        /**
         * The sum over all messages, with {@code choice}, without {@code out} and with {@code in}; of squares, since one that is
         * very late does more harm than some that are a little late.
         */
        long late(List<Neighbour> choice, @Nullable Neighbour out, @Nullable Neighbour in) {
            int[] first = first(choice, out);
            if (in != null) {
                earlier(first, in);
            }
            return Arrays.stream(first)
                    .mapToLong(micros -> (long) micros * micros)
                    .sum();
        }

        long littleDifference() {
            return fixed.length * LITTLE_MICROS * LITTLE_MICROS;
        }

        /** Those that send have sent so many of ten messages by then. */
        long patienceNanos(List<Neighbour> choice, int ofTen) {
            int[] first = first(choice, null);
            Arrays.sort(first);
            return first.length == 0 ? 0 : 1000L * first[Math.min(first.length - 1, first.length * ofTen / 10)];
        }

        private int[] first(List<Neighbour> choice, @Nullable Neighbour out) {
            int[] first = fixed.clone();
            for (Neighbour one : choice) {
                if (one != out) {
                    earlier(first, one);
                }
            }
            return first;
        }

        private static void earlier(int[] first, Neighbour one) {
            for (int i = 0; i < first.length; i++) {
                first[i] = Math.min(first[i], one.late[i]);
            }
        }
    }
}
