package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last changes of each identity's score. When there are too many identities, whose last change is oldest goes first. */
final class ScoreHistory {
    /** Changes of one identity; one more takes the place of the oldest. */
    static final int CHANGES = 8;

    private final int identities;
    /** A map of its own from the first change on. */
    private Map<PublicKey, ArrayDeque<ScoreChange>> changes = Collections.emptyMap();

    ScoreHistory(int identities) {
        this.identities = identities;
    }

    void add(PublicKey who, ScoreReason reason, int score, long nowNanos) {
        if (changes.isEmpty()) {
            changes = new LinkedHashMap<>();
        }
        ArrayDeque<ScoreChange> known = changes.remove(who);
        if (known == null) {
            if (changes.size() == identities) {
                changes.remove(changes.keySet().iterator().next());
            }
            known = new ArrayDeque<>(2);
        }
        changes.put(who, known);
        ScoreChange last = known.peekLast();
        int times = 1;
        if (last != null && last.reason() == reason) {
            known.removeLast();
            times = last.times() + 1;
        } else if (known.size() == CHANGES) {
            known.removeFirst();
        }
        known.addLast(new ScoreChange(reason, times, score, nowNanos));
    }

    /** Oldest first. */
    List<ScoreChange> of(PublicKey who) {
        ArrayDeque<ScoreChange> known = changes.get(who);
        return known == null ? List.of() : List.copyOf(known);
    }

    /** All identities that have one, whose last change is oldest first. */
    List<PublicKey> identities() {
        return new ArrayList<>(changes.keySet());
    }

    int size() {
        return changes.size();
    }
}
