package dev.understory.attack;

import dev.understory.node.cli.EventLog;
import dev.understory.observe.NodeEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What the log of a node run by {@code understory node} would print of its events, and when. Not safe for several threads. */
final class LogLines {
    private static final long SECOND = 1_000_000_000;

    /** Beyond that the first are forgotten. */
    private static final int MOST = 10_000;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LongSupplier clock;
    private final EventLog log;
    private final List<Line> lines = new ArrayList<>();

    private record Line(long nanos, String text) {}

    /** @param clock nanoseconds of the node's time */
    LogLines(LongSupplier clock) {
        this.clock = clock;
        this.log = new EventLog(new PrintStream(written, true, StandardCharsets.UTF_8), clock::getAsLong);
    }

    void emit(NodeEvent event) {
        log.emit(event);
        if (written.size() > 0) {
            lines.add(new Line(
                    clock.getAsLong(), written.toString(StandardCharsets.UTF_8).strip()));
            written.reset();
        }
        if (lines.size() > MOST) {
            lines.subList(0, MOST / 2).clear();
        }
    }

    void forget() {
        lines.clear();
    }

    /**
     * All lines from the first one that came too soon on: of any, so many may come at once and one more in each second after them. Empty
     * if there is none.
     */
    List<String> tooSoon(int atOnce) {
        long paid = Long.MIN_VALUE;
        for (int i = 0; i < lines.size(); i++) {
            long now = lines.get(i).nanos;
            paid = Math.max(paid, now) + SECOND;
            if (paid - now > atOnce * SECOND) {
                return lines.stream().map(Line::text).toList();
            }
        }
        return List.of();
    }
}
