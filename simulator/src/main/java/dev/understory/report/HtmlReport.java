package dev.understory.report;

import dev.understory.check.CheckResult;
import dev.understory.check.QuantityText;
import dev.understory.engine.TraceHash;
import dev.understory.measure.Shortfall;
import dev.understory.measure.Snapshot;
import dev.understory.run.RunResult;
import dev.understory.scenario.Phase;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.shape.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The report for people: one file, no requests; the verdict first, then checks, charts, tables and the scenario. */
final class HtmlReport {
    private static final int CURVES = 6;

    private final RunResult result;
    private final Snapshot snapshot;
    private final String scenarioText;

    HtmlReport(RunResult result, Snapshot snapshot, String scenarioText) {
        this.result = result;
        this.snapshot = snapshot;
        this.scenarioText = scenarioText;
    }

    String html() {
        String name = result.plan().scenario().name();
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>");
        page.append(Html.text(name))
                .append("</title>\n<style>\n")
                .append(Html.STYLE)
                .append("</style></head><body>\n");
        head(page, name);
        page.append("<h2>Checks</h2>\n").append(checks());
        if (!result.attacks().isEmpty()) {
            page.append("<h2>What attackers paid</h2>\n").append(attacks());
        }
        page.append("<h2>Charts</h2>\n")
                .append(latencyCurves())
                .append(trafficOverTime())
                .append(nodesOverTime());
        page.append("<h2>Percentiles</h2>\n").append(percentiles());
        page.append("<h2>Traffic by topic</h2>\n").append(traffic());
        page.append("<h2>Counters</h2>\n").append(counters());
        if (result.failures().count() > 0) {
            page.append("<h2>Failures: ")
                    .append(result.failures().count())
                    .append("</h2>\n<pre>")
                    .append(Html.text(result.failures().text()))
                    .append("</pre>\n");
        }
        page.append("<h2>Scenario</h2>\n<pre>").append(Html.text(scenarioText)).append("</pre>\n</body></html>\n");
        return page.toString();
    }

    private void head(StringBuilder page, String name) {
        String verdict = result.verdict().name();
        page.append("<h1><span class=\"verdict ")
                .append(verdict.toLowerCase(Locale.ROOT))
                .append("\">")
                .append(verdict)
                .append("</span> ")
                .append(Html.text(name))
                .append("</h1>\n<p>")
                .append(Html.text(result.plan().scenario().summary()))
                .append("</p>\n<p class=\"dim\">seed ")
                .append(result.plan().seed())
                .append(" &middot; ")
                .append(result.plan().roster().size())
                .append(" nodes &middot; ")
                .append(QuantityText.moment(result.reachedNanos()))
                .append(" on ")
                .append(result.testbed());
        if (result.traceHash().isPresent()) {
            page.append(" &middot; trace ")
                    .append(TraceHash.text(result.traceHash().getAsLong()));
        }
        if (!result.ending().detail().isEmpty()) {
            page.append(" &middot; ").append(Html.text(result.ending().detail()));
        }
        page.append("</p>\n");
    }

    private String checks() {
        StringBuilder table = new StringBuilder(
                "<table><thead><tr><th></th><th>check</th><th>measured</th><th>target</th><th></th></tr></thead><tbody>\n");
        for (CheckResult check : result.checks()) {
            String status = check.status().name().toLowerCase(Locale.ROOT);
            table.append(String.format(
                    "<tr><td class=\"%s\">%s</td><td>%s<br><span class=\"dim\">%s: %s</span></td>"
                            + "<td>%s</td><td>%s</td><td class=\"dim\">%s</td></tr>\n",
                    status,
                    status,
                    Html.text(check.name()),
                    check.kind(),
                    Html.text(check.rule()),
                    Html.text(check.measured().text()),
                    Html.text(check.target()),
                    Html.text(check.note())));
        }
        return table.append("</tbody></table>\n").toString();
    }

    private String attacks() {
        StringBuilder table = new StringBuilder("<table><tbody>\n");
        result.attacks()
                .forEach(attack -> table.append("<tr><td>")
                        .append(Html.text(attack.name()))
                        .append("<br><span class=\"dim\">")
                        .append(Html.text(attack.kind()))
                        .append("</span></td><td>")
                        .append(Html.text(attack.text()))
                        .append("</td></tr>\n"));
        return table.append("</tbody></table>\n").toString();
    }

    private String latencyCurves() {
        List<Snapshot.Curve> latencies = snapshot.curves();
        double low = latencies.stream().mapToLong(Snapshot.Curve::min).min().orElse(0);
        double high = latencies.stream().mapToLong(Snapshot.Curve::max).max().orElse(0);
        if (latencies.isEmpty() || high <= 0) {
            return "";
        }
        SvgChart chart = new SvgChart(
                "Durations: share of all below",
                new SvgChart.Axis(Math.max(low, high / 1e6) * 0.9, high * 1.05, true, HtmlReport::duration),
                new SvgChart.Axis(0, 1, false, QuantityText::number));
        latencies.stream().limit(CURVES).forEach(curve -> {
            double[] xs = Arrays.stream(curve.quantiles())
                    .mapToDouble(nanos -> Math.max(1, nanos))
                    .toArray();
            double[] ys = new double[xs.length];
            Arrays.setAll(ys, part -> (double) part / Snapshot.CURVE_PARTS);
            chart.line(curve.meter(), xs, ys);
        });
        return chart.svg();
    }

    private String trafficOverTime() {
        double perSecond = 1e9 / snapshot.series().bucketNanos();
        double[] sent = scaled(snapshot.series().sum("messages.sent"), perSecond);
        double[] delivered = scaled(snapshot.series().sum("messages.delivered"), perSecond);
        return overTime("Messages per second", max(sent, delivered))
                .line("sent", times(), sent)
                .line("delivered", times(), delivered)
                .svg();
    }

    private String nodesOverTime() {
        StringBuilder charts = new StringBuilder();
        for (Snapshot.Line gauge : snapshot.series().means()) {
            double[] values = scaled(gauge.values(), 0.001);
            if (max(values) > 0) {
                String title = metric(gauge.name()).flatMap(Metric::chart).orElse("Nodes running");
                charts.append(overTime(title, max(values))
                        .line(gauge.name(), times(), values)
                        .svg());
            }
        }
        return charts.toString();
    }

    private SvgChart overTime(String title, double highest) {
        double end = result.plan().length().toNanos() / 1e9;
        SvgChart chart = new SvgChart(
                title,
                new SvgChart.Axis(0, end, false, tick -> QuantityText.number(tick) + " s"),
                new SvgChart.Axis(0, Math.max(highest * 1.05, 1e-9), false, QuantityText::number));
        for (Phase phase : result.plan().scenario().phases()) {
            chart.band(
                    phase.name(),
                    "phase",
                    phase.start().toNanos() / 1e9,
                    phase.end().toNanos() / 1e9);
        }
        result.incidents()
                .forEach(incident -> chart.band(
                        incident.isOfNode() ? "" : incident.text(),
                        incident.kind(),
                        incident.fromNanos() / 1e9,
                        incident.untilNanos() / 1e9));
        return chart;
    }

    private double[] times() {
        double width = snapshot.series().bucketNanos() / 1e9;
        double[] times = new double[result.plan().buckets()];
        Arrays.setAll(times, i -> (i + 0.5) * width);
        return times;
    }

    private String percentiles() {
        List<List<String>> rows = new ArrayList<>();
        for (Snapshot.Summary summary : snapshot.summaries()) {
            Dimension dimension = metric(summary.metric()).orElseThrow().dimension();
            List<String> row = new ArrayList<>(List.of(summary.metric(), Long.toString(summary.count())));
            DoubleStream.of(summary.mean(), summary.p50(), summary.p90(), summary.p99(), summary.p999(), summary.max())
                    .forEach(value -> row.add(QuantityText.text(dimension, value)));
            row.add(new Shortfall(summary.missing(), summary.of(), summary.missingWhat()).text());
            rows.add(row);
        }
        return Html.table(List.of("metric", "samples", "mean", "p50", "p90", "p99", "p99.9", "max", "had not"), rows);
    }

    private String traffic() {
        List<List<String>> rows = snapshot.traffic().stream()
                .map(of -> List.of(
                        of.topic(),
                        Long.toString(of.messagesSent()),
                        Long.toString(of.messagesDelivered()),
                        QuantityText.text(Dimension.SIZE, of.bytesSent()),
                        QuantityText.text(Dimension.SIZE, of.bytesDelivered())))
                .toList();
        return Html.table(List.of("topic", "sent", "delivered", "bytes sent", "bytes delivered"), rows);
    }

    private String counters() {
        List<List<String>> rows = new ArrayList<>();
        snapshot.counters().forEach((name, total) -> rows.add(List.of(name, String.valueOf(total))));
        return Html.table(List.of("counter", "total"), rows);
    }

    private Optional<Metric> metric(String word) {
        return result.plan().language().vocabulary().metric(word);
    }

    private static String duration(double nanos) {
        return QuantityText.text(Dimension.DURATION, nanos);
    }

    private static double[] scaled(long[] values, double factor) {
        return Arrays.stream(values).mapToDouble(value -> value * factor).toArray();
    }

    private static double max(double[]... all) {
        return Arrays.stream(all).flatMapToDouble(Arrays::stream).max().orElse(0);
    }
}
