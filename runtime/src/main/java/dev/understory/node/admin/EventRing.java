package dev.understory.node.admin;

import dev.understory.limits.TokenBucket;
import dev.understory.node.inspect.EventFields;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.transport.NodeClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last events of a node, for whoever watches it. Of one kind no more than {@link #AT_ONCE} come at once and one a second after
 * that, so that a flood of one kind does not push out all others; how many were left out is told with the next one. Safe for any
 * thread.
 */
public final class EventRing implements NodeEventSink {
    /** Events that are kept; one more takes the place of the oldest. */
    static final int MOST = 256;

    /** Events of one kind that may come at once. */
    static final int AT_ONCE = 16;

    private record Kept(long number, Instant time, NodeEvent event, long leftOut) {}

    private static final class Kind {
        final TokenBucket allowed;
        long leftOut;

        Kind(long now) {
            allowed = new TokenBucket(1, AT_ONCE, now);
        }
    }

    private final NodeClock clock;
    private final Deque<Kept> kept = new ArrayDeque<>();
    /** By class, of which there are few. */
    private final Map<String, Kind> kinds = new HashMap<>();

    private long last;

    /** Nothing has happened yet. */
    public EventRing(NodeClock clock) {
        this.clock = clock;
    }

    @Override
    public void emit(NodeEvent event) {
        if (EventFields.isChange(event)) {
            keep(event);
        }
    }

    private synchronized void keep(NodeEvent event) {
        long now = clock.nowNanos();
        Kind kind = kinds.computeIfAbsent(EventFields.name(event), fresh -> new Kind(now));
        if (!kind.allowed.take(1, now)) {
            kind.leftOut++;
            return;
        }
        if (kept.size() == MOST) {
            kept.removeFirst();
        }
        kept.addLast(new Kept(++last, Instant.ofEpochMilli(clock.timeOfDayMillis()), event, kind.leftOut));
        kind.leftOut = 0;
    }

    /** Those with a higher number than that, oldest first. */
    synchronized List<Map<String, Object>> after(long number) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Kept one : kept) {
            if (one.number() > number) {
                Map<String, Object> event = new LinkedHashMap<>();
                event.put("number", one.number());
                event.put("time", one.time().toString());
                event.put("event", EventFields.name(one.event()));
                event.put("leftOut", one.leftOut());
                event.put("fields", EventFields.of(one.event()));
                found.add(event);
            }
        }
        return found;
    }
}
