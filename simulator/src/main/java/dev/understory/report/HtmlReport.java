package dev.understory.report;

import dev.understory.check.CheckResult;
import dev.understory.check.QuantityText;
import dev.understory.check.SampleFinder;
import dev.understory.engine.TraceHash;
import dev.understory.measure.Values;
import dev.understory.run.Gauges;
import dev.understory.run.RunResult;
import dev.understory.scenario.Phase;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.shape.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report for people: one file, no requests; the verdict first, then checks, charts, tables and the scenario. */
final class HtmlReport {
    private static final int CURVE_POINTS = 160;
    private static final int CURVES = 6;

    private final RunResult result;
    private final ReportData data;
    private final String scenarioText;

    HtmlReport(RunResult result, ReportData data, String scenarioText) {
        this.result = result;
        this.data = data;
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

    private String latencyCurves() {
        Map<String, Values> latencies = data.latencies();
        double low = latencies.values().stream().mapToLong(Values::min).min().orElse(0);
        double high = latencies.values().stream().mapToLong(Values::max).max().orElse(0);
        if (latencies.isEmpty() || high <= 0) {
            return "";
        }
        SvgChart chart = new SvgChart(
                "Durations: share of all below",
                new SvgChart.Axis(Math.max(low, high / 1e6) * 0.9, high * 1.05, true, HtmlReport::duration),
                new SvgChart.Axis(0, 1, false, QuantityText::number));
        latencies.entrySet().stream().limit(CURVES).forEach(entry -> {
            double[] xs = new double[CURVE_POINTS + 1];
            double[] ys = new double[CURVE_POINTS + 1];
            for (int i = 0; i <= CURVE_POINTS; i++) {
                ys[i] = (double) i / CURVE_POINTS;
                xs[i] = Math.max(1, entry.getValue().quantile(ys[i]));
            }
            chart.line(entry.getKey(), xs, ys);
        });
        return chart.svg();
    }

    private String trafficOverTime() {
        double perSecond = 1e9 / result.plan().measuring().bucket().toNanos();
        double[] sent = scaled(data.series("messages.sent"), perSecond);
        double[] delivered = scaled(data.series("messages.delivered"), perSecond);
        return overTime("Messages per second", max(sent, delivered))
                .line("sent", times(), sent)
                .line("delivered", times(), delivered)
                .svg();
    }

    private String nodesOverTime() {
        StringBuilder charts = new StringBuilder();
        for (Gauges.Sampled gauge : result.series()) {
            double[] values = scaled(gauge.values(), 0.001);
            if (max(values) > 0) {
                String title = switch (gauge.name()) {
                    case "nodes" -> "Nodes running";
                    case "peers" -> "Peers of a node, mean";
                    default -> "Height of a node, mean";
                };
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
        double width = result.plan().measuring().bucket().toNanos() / 1e9;
        double[] times = new double[result.plan().buckets()];
        Arrays.setAll(times, i -> (i + 0.5) * width);
        return times;
    }

    private String percentiles() {
        List<List<String>> rows = new ArrayList<>();
        SampleFinder finder =
                new SampleFinder(result.measurements(), result.plan().subjects());
        boolean[] judged = result.measurements().spans().during(List.of());
        for (Metric metric : Metric.values()) {
            if (metric.kind() == Metric.Kind.SAMPLE) {
                SampleFinder.Samples samples = finder.find(
                        metric, Collections.emptyMap(), result.measurements().everyNode(), judged);
                String missing = finder.shortfall(
                                metric,
                                Collections.emptyMap(),
                                result.measurements().everyNode(),
                                judged)
                        .text();
                if (samples.values().count() > 0 || !missing.isEmpty()) {
                    rows.add(percentiles(metric, samples, missing));
                }
            }
        }
        return Html.table(List.of("metric", "samples", "mean", "p50", "p90", "p99", "p99.9", "max", "had not"), rows);
    }

    private static List<String> percentiles(Metric metric, SampleFinder.Samples samples, String missing) {
        Values values = samples.values();
        Dimension dimension = metric.dimension();
        List<String> row = new ArrayList<>(List.of(metric.word(), Long.toString(values.count())));
        row.add(QuantityText.text(dimension, values.mean() / samples.divisor()));
        for (double fraction : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
            row.add(QuantityText.text(dimension, values.quantile(fraction) / samples.divisor()));
        }
        row.add(missing);
        return row;
    }

    private String traffic() {
        List<List<String>> rows = new ArrayList<>();
        data.traffic().forEach((topic, of) -> {
            if (of instanceof Map<?, ?> numbers) {
                rows.add(List.of(
                        topic,
                        String.valueOf(numbers.get("messages.sent")),
                        String.valueOf(numbers.get("messages.delivered")),
                        QuantityText.text(Dimension.SIZE, number(numbers.get("bytes.sent"))),
                        QuantityText.text(Dimension.SIZE, number(numbers.get("bytes.delivered")))));
            }
        });
        return Html.table(List.of("topic", "sent", "delivered", "bytes sent", "bytes delivered"), rows);
    }

    private String counters() {
        List<List<String>> rows = new ArrayList<>();
        data.counters().forEach((name, total) -> rows.add(List.of(name, String.valueOf(total))));
        return Html.table(List.of("counter", "total"), rows);
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
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
