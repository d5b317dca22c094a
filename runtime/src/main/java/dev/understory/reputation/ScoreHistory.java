package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last changes of each identity's score. When there are too many identities, whose last change is oldest goes first; those
 * who have offended are counted apart, so that nobody who earns something pushes one of them out.
 */
final class ScoreHistory {
    /** Changes of one identity; one more takes the place of the oldest. */
    static final int CHANGES = 8;

    private final int identities;
    /** Each a map of its own from the first change on. */
    private Map<PublicKey, ArrayDeque<ScoreChange>> offenders = Collections.emptyMap();

    private Map<PublicKey, ArrayDeque<ScoreChange>> others = Collections.emptyMap();

    /** Of so many identities of each kind. */
    ScoreHistory(int identities) {
        this.identities = identities;
    }

    void add(PublicKey who, ScoreReason reason, int score, long nowNanos) {
        ArrayDeque<ScoreChange> offended = offenders.remove(who);
        ArrayDeque<ScoreChange> known = offended != null ? offended : others.remove(who);
        if (known == null) {
            known = new ArrayDeque<>(2);
        }
        if (offended != null || reason instanceof Offence) {
            offenders = put(offenders, who, known);
        } else {
            others = put(others, who, known);
        }
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

    private Map<PublicKey, ArrayDeque<ScoreChange>> put(
            Map<PublicKey, ArrayDeque<ScoreChange>> into, PublicKey who, ArrayDeque<ScoreChange> known) {
        Map<PublicKey, ArrayDeque<ScoreChange>> changes = into.isEmpty() ? new LinkedHashMap<>() : into;
        if (changes.size() == identities) {
            changes.remove(changes.keySet().iterator().next());
        }
        changes.put(who, known);
        return changes;
    }

    /** Oldest first. */
    List<ScoreChange> of(PublicKey who) {
        ArrayDeque<ScoreChange> known = offenders.containsKey(who) ? offenders.get(who) : others.get(who);
        return known == null ? List.of() : List.copyOf(known);
    }

    /** All identities that have one, whose last change is oldest first. */
    List<PublicKey> identities() {
        Map<PublicKey, ArrayDeque<ScoreChange>> all = new LinkedHashMap<>(offenders);
        all.putAll(others);
        return all.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        each -> each.getValue().getLast().atNanos()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
