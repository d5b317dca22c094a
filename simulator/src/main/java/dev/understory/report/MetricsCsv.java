package dev.understory.report;

import dev.understory.measure.Snapshot;
import dev.understory.measure.Snapshot.Line;
import dev.understory.measure.Snapshot.Summary;
import java.util.List;
import java.util.Locale;

/**
 * A snapshot as a table of four columns (RFC 4180), a value a line: {@code kind} (traffic, counter, summary, sum, mean), {@code
 * name}, {@code key}, {@code value}. The key of a series is the end of the bucket in nanoseconds. Durations are nanoseconds, sizes
 * bytes.
 */
final class MetricsCsv {
    private final StringBuilder text = new StringBuilder("kind,name,key,value\r\n");

    private MetricsCsv() {}

    static String text(Snapshot snapshot) {
        MetricsCsv csv = new MetricsCsv();
        snapshot.traffic().forEach(of -> {
            csv.line("traffic", of.topic(), "messages.sent", of.messagesSent());
            csv.line("traffic", of.topic(), "messages.delivered", of.messagesDelivered());
            csv.line("traffic", of.topic(), "bytes.sent", of.bytesSent());
            csv.line("traffic", of.topic(), "bytes.delivered", of.bytesDelivered());
        });
        snapshot.counters().forEach((name, total) -> csv.line("counter", name, "total", total));
        snapshot.summaries().forEach(csv::summary);
        csv.series("sum", snapshot.series().sums(), snapshot.series().bucketNanos(), 1);
        csv.series("mean", snapshot.series().means(), snapshot.series().bucketNanos(), 1000);
        return csv.text.toString();
    }

    private void summary(Summary of) {
        line("summary", of.metric(), "count", of.count());
        line("summary", of.metric(), "missing", of.missing());
        line("summary", of.metric(), "mean", of.mean());
        line("summary", of.metric(), "min", of.min());
        line("summary", of.metric(), "p50", of.p50());
        line("summary", of.metric(), "p90", of.p90());
        line("summary", of.metric(), "p99", of.p99());
        line("summary", of.metric(), "p999", of.p999());
        line("summary", of.metric(), "max", of.max());
    }

    private void series(String kind, List<Line> lines, long bucketNanos, double divisor) {
        for (Line line : lines) {
            for (int bucket = 0; bucket < line.values().length; bucket++) {
                line(kind, line.name(), Long.toString((bucket + 1) * bucketNanos), line.values()[bucket] / divisor);
            }
        }
    }

    private void line(String kind, String name, String key, double value) {
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
        String number = isWhole ? Long.toString((long) value) : String.format(Locale.ROOT, "%.9g", value);
        String quoted = name.contains(",") || name.contains("\"") ? '"' + name.replace("\"", "\"\"") + '"' : name;
        text.append(kind)
                .append(',')
                .append(quoted)
                .append(',')
                .append(key)
                .append(',')
                .append(number)
                .append("\r\n");
    }
}
