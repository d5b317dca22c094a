package dev.understory.report;

import dev.understory.check.CheckResult;
import dev.understory.engine.TraceHash;
import dev.understory.measure.Snapshot;
import dev.understory.measure.Snapshot.Summary;
import dev.understory.plan.Member;
import dev.understory.run.AttackCost;
import dev.understory.run.Failure;
import dev.understory.run.RunResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Snapshot snapshot;

    /** The data of a result and what was measured. */
    public ReportData(RunResult result, Snapshot snapshot) {
        this.result = result;
        this.snapshot = snapshot;
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
        all.put("attacks", result.attacks().stream().map(ReportData::attack).toList());
        all.put("traffic", traffic());
        all.put("counters", snapshot.counters());
        all.put("distributions", distributions());
        all.put("series", series());
        all.put(
                "failures",
                result.failures().first().stream().map(Failure::toString).toList());
        all.put("failureCount", result.failures().count());
        return all;
    }

    private Map<String, Object> traffic() {
        Map<String, Object> topics = new TreeMap<>();
        snapshot.traffic().forEach(traffic -> {
            Map<String, Object> topic = new TreeMap<>();
            topic.put("messages.sent", traffic.messagesSent());
            topic.put("messages.delivered", traffic.messagesDelivered());
            topic.put("bytes.sent", traffic.bytesSent());
            topic.put("bytes.delivered", traffic.bytesDelivered());
            topics.put(traffic.topic(), topic);
        });
        return topics;
    }

    private Map<String, Object> distributions() {
        Map<String, Object> found = new TreeMap<>();
        snapshot.summaries().forEach(summary -> found.put(summary.metric(), distribution(summary)));
        return found;
    }

    private static Map<String, Object> distribution(Summary summary) {
        Map<String, Object> of = new TreeMap<>();
        if (summary.missing() > 0) {
            of.put("missing", summary.missing());
            of.put("missingWhat", summary.missingWhat());
        }
        of.put("count", summary.count());
        of.put("mean", rounded(summary.mean()));
        of.put("min", rounded(summary.min()));
        of.put("max", rounded(summary.max()));
        of.put("p50", rounded(summary.p50()));
        of.put("p90", rounded(summary.p90()));
        of.put("p99", rounded(summary.p99()));
        of.put("p999", rounded(summary.p999()));
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

    private static Map<String, Object> attack(AttackCost cost) {
        Map<String, Object> data = new TreeMap<>();
        data.put("name", cost.name());
        data.put("kind", cost.kind());
        data.put("connections", cost.connections());
        data.put("failed", cost.failed());
        data.put("cut", cost.cut());
        data.put("handshakes", cost.handshakes());
        data.put("bytes", cost.bytes());
        data.put("cpuNanos", cost.cpuNanos());
        data.put("addresses", cost.addresses());
        data.put("identities", cost.identities());
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
        series.put("bucketNanos", snapshot.series().bucketNanos());
        snapshot.series().sums().forEach(line -> series.put(line.name(), line.values()));
        snapshot.series()
                .means()
                .forEach(line -> series.put(
                        line.name(),
                        Arrays.stream(line.values())
                                .mapToObj(value -> rounded(value / 1000.0))
                                .toList()));
        return series;
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
