package dev.understory.reputation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Points that somebody has got for something, and that go away with time, one after the other. When there are too many
 * entries, who got some longest ago is forgotten first.
 */
final class FadingPoints<K> {
    /** Points that began to fade at {@code since}. */
    private record Points(int count, long since) {}

    private final int entries;
    private final int most;
    private final long fade;
    /** A map of its own from the first points on: most nodes never see one. */
    private Map<K, Points> points = Collections.emptyMap();

    /**
     * Nobody has any yet.
     *
     * @param entries who may have some at a time
     * @param most what anybody has at most
     * @param fade the time in which one point goes away
     */
    FadingPoints(int entries, int most, Duration fade) {
        this.entries = entries;
        this.most = most;
        this.fade = fade.toNanos();
    }

    /** Gives somebody more; returns what he has then. */
    int add(K who, int more, long nowNanos) {
        Points before = current(who, nowNanos);
        Points after = new Points(Math.min(most, before.count() + more), before.since());
        put(who, after);
        return after.count();
    }

    private void put(K who, Points after) {
        if (points.isEmpty()) {
            points = new LinkedHashMap<>();
        }
        points.remove(who);
        if (points.size() == entries) {
            points.remove(points.keySet().iterator().next());
        }
        points.put(who, after);
    }

    /** What somebody has now. */
    int of(K who, long nowNanos) {
        Points now = current(who, nowNanos);
        if (now.count() == 0) {
            points.remove(who);
        }
        return now.count();
    }

    /** When somebody who has more than so many will have no more than that; now, if he has not. */
    long whenDownTo(int count, K who, long nowNanos) {
        Points now = current(who, nowNanos);
        return now.count() <= count ? nowNanos : now.since() + (now.count() - count) * fade;
    }

    /** Who has got some. */
    List<K> all() {
        return new ArrayList<>(points.keySet());
    }

    /** Somebody has none any more. */
    void clear(K who) {
        points.remove(who);
    }

    /** All that is left, as it is to be kept; who got some longest ago comes first. */
    List<KeptStanding.Points<K>> kept(long nowNanos) {
        List<KeptStanding.Points<K>> kept = new ArrayList<>(points.size());
        for (K who : points.keySet()) {
            Points now = current(who, nowNanos);
            if (now.count() > 0) {
                kept.add(new KeptStanding.Points<>(who, now.count(), nowNanos - now.since()));
            }
        }
        return kept;
    }

    /** Takes back what was kept, and adds to it what somebody has got by now. */
    void restore(List<KeptStanding.Points<K>> kept, long nowNanos) {
        List<KeptStanding.Points<K>> newer = kept(nowNanos);
        points = Collections.emptyMap();
        for (KeptStanding.Points<K> old : kept) {
            put(old.who(), new Points(Math.clamp(old.count(), 0, most), nowNanos - old.age()));
        }
        for (KeptStanding.Points<K> more : newer) {
            Points before = current(more.who(), nowNanos);
            long since = before.count() == 0 ? nowNanos - more.age() : before.since();
            put(more.who(), new Points(Math.min(most, before.count() + more.count()), since));
        }
    }

    int size() {
        return points.size();
    }

    /** What is left of somebody's points. */
    private Points current(K who, long nowNanos) {
        Points last = points.get(who);
        long faded = last == null ? 0 : (nowNanos - last.since()) / fade;
        return last == null || faded >= last.count()
                ? new Points(0, nowNanos)
                : new Points(last.count() - (int) faded, last.since() + faded * fade);
    }
}
