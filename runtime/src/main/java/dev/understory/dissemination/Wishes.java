package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The messages that are wanted, so many at most, and shared out fairly among those of whom they are wanted. */
final class Wishes {
    /**
     * Messages wanted at a time; beyond that who had fewer of them wanted than another takes the place of one of those of which
     * most are, and what else is announced is passed over.
     */
    static final int MOST_WANTED = 4096;

    /** Messages wanted of one peer first; as above. */
    static final int MOST_WANTED_OF_A_PEER = 512;

    private final Map<MessageId, Wanted> wanted = new LinkedHashMap<>();
    /** How many of them are of each {@link Wanted#first}. */
    private final Map<PublicKey, Integer> shares = new LinkedHashMap<>();

    /** Whether there is room for one more. */
    enum Room {
        /** There is. */
        FREE,
        /** There is, since another is wanted no longer. */
        AT_THE_COST_OF_ANOTHER,
        /** There is not. */
        NONE
    }

    /** In the order in which they came to be wanted. Whoever removes one says so: {@link #lessOf}. */
    Map<MessageId, Wanted> all() {
        return wanted;
    }

    /** Makes room for one more of that peer; if all places are taken, one of whoever has most becomes free for it. */
    Room roomFor(PublicKey peer) {
        int share = shares.getOrDefault(peer, 0);
        if (share >= MOST_WANTED_OF_A_PEER) {
            return Room.NONE;
        }
        if (wanted.size() < MOST_WANTED) {
            return Room.FREE;
        }
        Map.Entry<PublicKey, Integer> most =
                shares.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        if (most.getValue() <= share + 1) {
            return Room.NONE;
        }
        MessageId displaced = null;
        for (Map.Entry<MessageId, Wanted> each : wanted.entrySet()) {
            displaced = each.getValue().first.equals(most.getKey()) ? each.getKey() : displaced;
        }
        drop(Objects.requireNonNull(displaced));
        return Room.AT_THE_COST_OF_ANOTHER;
    }

    /** One that is not wanted yet, and for which there is room, is. */
    Wanted add(MessageId key, Wanted one) {
        wanted.put(key, one);
        shares.merge(one.first, 1, Integer::sum);
        return one;
    }

    /** A message is not wanted any more. Returns what was known of it, or null if it was not wanted. */
    @Nullable
    Wanted drop(MessageId key) {
        Wanted gone = wanted.remove(key);
        if (gone != null) {
            lessOf(gone.first);
        }
        return gone;
    }

    /** One that was wanted of that peer first was removed. */
    void lessOf(PublicKey first) {
        shares.computeIfPresent(first, (peer, share) -> share == 1 ? null : share - 1);
    }
}
