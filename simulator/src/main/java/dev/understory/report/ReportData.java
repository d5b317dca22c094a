package dev.understory.report;

import dev.understory.check.CheckResult;
import dev.understory.check.SampleFinder;
import dev.understory.check.Shortfall;
import dev.understory.engine.TraceHash;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.Values;
import dev.understory.plan.Member;
import dev.understory.run.Failure;
import dev.understory.run.RunResult;
import dev.understory.scenario.rule.Metric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A result as maps, lists, texts and numbers, with sorted keys and numbers of at most nine digits. Durations are
 * nanoseconds, sizes bytes, ratios numbers from 0 to 1. Holds nothing that differs between two runs of a seed.
 */
public final class ReportData {
    /** The version of the layout; it changes when a reader has to. */
    public static final int SCHEMA_VERSION = 1;

    private static final MathContext DIGITS = new MathContext(9);

    private final RunResult result;
    private final Measurements measured;

    /** The data of a result. */
    public ReportData(RunResult result) {
        this.result = result;
        this.measured = result.measurements();
    }

    /** Everything. */
    public Map<String, Object> all() {
        Map<String, Object> all = new TreeMap<>();
        all.put("schemaVersion", SCHEMA_VERSION);
        all.put("scenario", scenario());
        all.put("seed", result.plan().seed());
        all.put("network", result.testbed());
        all.put("crypto", result.plan().crypto().name().toLowerCase(Locale.ROOT));
        all.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        all.put("ending", ending());
        all.put("reachedNanos", result.reachedNanos());
        all.put(
                "traceHash",
                result.traceHash().isPresent()
                        ? TraceHash.text(result.traceHash().getAsLong())
                        : "");
        all.put("events", result.events());
        all.put("nodes", nodes());
        all.put("checks", result.checks().stream().map(ReportData::check).toList());
        all.put("incidents", incidents());
        all.put("traffic", traffic());
        all.put("counters", counters());
        all.put("distributions", distributions());
        all.put("series", series());
        all.put(
                "failures",
                result.failures().first().stream().map(Failure::toString).toList());
        all.put("failureCount", result.failures().count());
        return all;
    }

    /** The distributions that hold a value, by name. */
    public Map<String, Values> latencies() {
        Map<String, Values> found = new TreeMap<>();
        for (Meter meter : measured.meters().all()) {
            if (meter.kind() == Meter.Kind.SAMPLES && meter.unit() == Meter.Unit.NANOS) {
                Values values = measured.values(meter, measured.everyNode(), judged());
                if (values.count() > 0) {
                    found.put(meter.id(), values);
                }
            }
        }
        return found;
    }

    /** The sums of a counter over all its labels, per bucket of time. */
    public long[] series(String counter) {
        long[] sums = new long[result.plan().buckets()];
        for (Meter meter : measured.meters().named(counter)) {
            long[] one = measured.series(meter, sums.length);
            Arrays.setAll(sums, i -> sums[i] + one[i]);
        }
        return sums;
    }

    /** Messages and bytes by topic, only of topics that were used. */
    public Map<String, Object> traffic() {
        Map<String, Object> topics = new TreeMap<>();
        for (Meter sent : measured.meters().named("messages.sent")) {
            Map<String, Object> topic = new TreeMap<>();
            long used = 0;
            for (String name : List.of("messages.sent", "messages.delivered", "bytes.sent", "bytes.delivered")) {
                long total = measured.meters().named(name).stream()
                        .filter(meter -> meter.topic().equals(sent.topic()))
                        .mapToLong(this::total)
                        .sum();
                topic.put(name, total);
                used += total;
            }
            if (used > 0) {
                topics.put(sent.topic(), topic);
            }
        }
        return topics;
    }

    /** All counters without a topic that are not zero. */
    public Map<String, Object> counters() {
        Map<String, Object> counters = new TreeMap<>();
        for (Meter meter : measured.meters().all()) {
            long total = meter.kind() == Meter.Kind.COUNTER ? total(meter) : 0;
            if (total != 0 && !(meter.workload().isEmpty() && !meter.topic().isEmpty())) {
                counters.put(meter.id(), total);
            }
        }
        return counters;
    }

    /** Every metric of the scenario language that has samples or lacks them, with the percentiles people ask for. */
    public Map<String, Object> distributions() {
        Map<String, Object> found = new TreeMap<>();
        SampleFinder finder = new SampleFinder(measured, result.plan().subjects());
        for (Metric metric : Metric.values()) {
            if (metric.kind() == Metric.Kind.SAMPLE) {
                SampleFinder.Samples samples =
                        finder.find(metric, Collections.emptyMap(), measured.everyNode(), judged());
                Shortfall missing = finder.shortfall(metric, Collections.emptyMap(), measured.everyNode(), judged());
                if (samples.values().count() > 0 || missing.missing() > 0) {
                    found.put(metric.word(), distribution(samples, missing));
                }
            }
        }
        return found;
    }

    private static Map<String, Object> distribution(SampleFinder.Samples samples, Shortfall missing) {
        Values values = samples.values();
        Map<String, Object> of = new TreeMap<>();
        if (missing.missing() > 0) {
            of.put("missing", missing.missing());
            of.put("missingWhat", missing.what());
        }
        of.put("count", values.count());
        of.put("mean", rounded(values.mean() / samples.divisor()));
        of.put("min", rounded(values.min() / samples.divisor()));
        of.put("max", rounded(values.max() / samples.divisor()));
        of.put("p50", rounded(values.quantile(0.5) / samples.divisor()));
        of.put("p90", rounded(values.quantile(0.9) / samples.divisor()));
        of.put("p99", rounded(values.quantile(0.99) / samples.divisor()));
        of.put("p999", rounded(values.quantile(0.999) / samples.divisor()));
        return of;
    }

    private Map<String, Object> ending() {
        Map<String, Object> ending = new TreeMap<>();
        ending.put("reason", name(result.ending().reason()));
        ending.put("detail", result.ending().detail());
        return ending;
    }

    private Map<String, Object> scenario() {
        Map<String, Object> scenario = new TreeMap<>();
        scenario.put("name", result.plan().scenario().name());
        scenario.put("summary", result.plan().scenario().summary());
        scenario.put("labels", result.plan().scenario().labels());
        scenario.put("durationNanos", result.plan().scenario().run().duration().toNanos());
        scenario.put("warmupNanos", result.plan().scenario().run().warmup().toNanos());
        scenario.put("drainNanos", result.plan().scenario().run().drain().toNanos());
        return scenario;
    }

    private Map<String, Object> nodes() {
        Map<String, Object> groups = new TreeMap<>();
        Map<String, Object> regions = new TreeMap<>();
        for (Member member : result.plan().roster().members()) {
            groups.merge(member.group().name(), 1, (a, b) -> (int) a + (int) b);
            regions.merge(member.region(), 1, (a, b) -> (int) a + (int) b);
        }
        Map<String, Object> nodes = new TreeMap<>();
        nodes.put("count", result.plan().roster().size());
        nodes.put("plannedLinks", result.plan().dials().links());
        nodes.put("groups", groups);
        nodes.put("regions", regions);
        return nodes;
    }

    private static Map<String, Object> check(CheckResult check) {
        Map<String, Object> data = new TreeMap<>();
        data.put("name", check.name());
        data.put("kind", check.kind());
        data.put("rule", check.rule());
        data.put("status", name(check.status()));
        data.put("measured", check.measured().text());
        check.measured().value().ifPresent(value -> data.put("value", value));
        data.put("unit", check.measured().unit());
        data.put("target", check.target());
        data.put("note", check.note());
        if (check.brokenAtNanos() >= 0) {
            data.put("brokenAtNanos", check.brokenAtNanos());
        }
        return data;
    }

    private List<Map<String, Object>> incidents() {
        List<Map<String, Object>> incidents = new ArrayList<>();
        result.incidents().forEach(incident -> {
            Map<String, Object> data = new TreeMap<>();
            data.put("kind", incident.kind());
            data.put("text", incident.text());
            data.put("fromNanos", incident.fromNanos());
            data.put("untilNanos", incident.untilNanos());
            incidents.add(data);
        });
        return incidents;
    }

    private Map<String, Object> series() {
        Map<String, Object> series = new TreeMap<>();
        series.put("bucketNanos", result.plan().measuring().bucket().toNanos());
        series.put("messages.sent", series("messages.sent"));
        series.put("messages.delivered", series("messages.delivered"));
        series.put("bytes.delivered", series("bytes.delivered"));
        result.series()
                .forEach(gauge -> series.put(
                        gauge.name(),
                        Arrays.stream(gauge.values())
                                .mapToObj(value -> rounded(value / 1000.0))
                                .toList()));
        return series;
    }

    private boolean[] judged() {
        return measured.spans().during(List.of());
    }

    private long total(Meter meter) {
        return measured.total(meter, measured.everyNode(), measured.always());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Number rounded(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return (long) value;
        }
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    }
}
