package dev.understory.reputation;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The scores of one kind of offender. When there are too many, who offended longest ago is forgotten first. */
final class Scores<K> {
    /** Points that began to come back at {@code since}. */
    private record Score(int points, long since) {}

    private final int entries;
    private final long recovery;
    /** A map of its own from the first offence on: most nodes never see one. */
    private Map<K, Score> scores = Collections.emptyMap();

    /**
     * Nobody has offended yet.
     *
     * @param recovery the time in which a score rises by one point
     */
    Scores(int entries, Duration recovery) {
        this.entries = entries;
        this.recovery = recovery.toNanos();
    }

    /** Takes points off a score; returns what is left. */
    int debit(K who, int cost, long nowNanos) {
        Score before = current(who, nowNanos);
        Score after = new Score(Math.max(ReputationLedger.FLOOR, before.points() - cost), before.since());
        if (scores.isEmpty()) {
            scores = new LinkedHashMap<>();
        }
        scores.remove(who);
        if (scores.size() == entries) {
            scores.remove(scores.keySet().iterator().next());
        }
        scores.put(who, after);
        return after.points();
    }

    /** A score: zero or less. */
    int score(K who, long nowNanos) {
        Score score = current(who, nowNanos);
        if (score.points() == 0) {
            scores.remove(who);
        }
        return score.points();
    }

    int size() {
        return scores.size();
    }

    /** A score with the points that have come back since. */
    private Score current(K who, long nowNanos) {
        Score last = scores.get(who);
        long recovered = last == null ? 0 : (nowNanos - last.since()) / recovery;
        return last == null || recovered >= -last.points()
                ? new Score(0, nowNanos)
                : new Score(last.points() + (int) recovered, last.since() + recovered * recovery);
    }
}
