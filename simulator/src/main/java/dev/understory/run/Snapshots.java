package dev.understory.run;

import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.Sampling;
import dev.understory.measure.Shortfall;
import dev.understory.measure.Snapshot;
import dev.understory.measure.Snapshot.Curve;
import dev.understory.measure.Snapshot.Line;
import dev.understory.measure.Snapshot.Series;
import dev.understory.measure.Snapshot.Summary;
import dev.understory.measure.Snapshot.Traffic;
import dev.understory.measure.Values;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.rule.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Takes a {@link Snapshot} of a run; between two looks at it, or when it is over. */
final class Snapshots {
    private final RunPlan plan;
    private final Measurements measured;

    private Snapshots(RunPlan plan, Measurements measured) {
        this.plan = plan;
        this.measured = measured;
    }

    /** {@code means} are the gauges' lines. */
    static Snapshot take(RunPlan plan, Measurements measured, List<Line> means, long atNanos) {
        Snapshots of = new Snapshots(plan, measured);
        return new Snapshot(atNanos, of.traffic(), of.counters(), of.summaries(), of.curves(), of.series(means));
    }

    private List<Traffic> traffic() {
        return measured.meters().named("messages.sent").stream()
                .map(Meter::topic)
                .sorted()
                .map(topic -> new Traffic(
                        topic,
                        total("messages.sent", topic),
                        total("messages.delivered", topic),
                        total("bytes.sent", topic),
                        total("bytes.delivered", topic)))
                .filter(each ->
                        each.messagesSent() + each.messagesDelivered() + each.bytesSent() + each.bytesDelivered() > 0)
                .toList();
    }

    private SortedMap<String, Long> counters() {
        SortedMap<String, Long> counters = new TreeMap<>();
        for (Meter meter : measured.meters().all()) {
            long total = meter.kind() == Meter.Kind.COUNTER ? total(meter) : 0;
            if (total != 0 && !(meter.workload().isEmpty() && !meter.topic().isEmpty())) {
                counters.put(meter.id(), total);
            }
        }
        return Collections.unmodifiableSortedMap(counters);
    }

    private List<Summary> summaries() {
        List<Summary> found = new ArrayList<>();
        Sampling sampling =
                new Sampling(measured, plan.subjects(), Collections.emptyMap(), measured.everyNode(), judged());
        for (Metric metric : plan.language().vocabulary().metrics()) {
            if (metric.kind() == Metric.Kind.SAMPLE) {
                Values samples = metric.samples(sampling);
                Shortfall missing = metric.missing(sampling);
                if (samples.count() > 0 || missing.missing() > 0) {
                    found.add(summary(metric, samples, missing));
                }
            }
        }
        return found;
    }

    private static Summary summary(Metric metric, Values values, Shortfall missing) {
        double divisor = metric.divisor();
        return new Summary(
                metric.word(),
                values.count(),
                values.mean() / divisor,
                values.min() / divisor,
                values.quantile(0.5) / divisor,
                values.quantile(0.9) / divisor,
                values.quantile(0.99) / divisor,
                values.quantile(0.999) / divisor,
                values.max() / divisor,
                missing.missing(),
                missing.of(),
                missing.what());
    }

    private List<Curve> curves() {
        return measured.meters().all().stream()
                .filter(meter -> meter.kind() == Meter.Kind.SAMPLES && meter.unit() == Meter.Unit.NANOS)
                .sorted(Comparator.comparing(Meter::id))
                .flatMap(this::curve)
                .toList();
    }

    private Stream<Curve> curve(Meter meter) {
        Values values = measured.values(meter, measured.everyNode(), judged());
        if (values.count() == 0) {
            return Stream.empty();
        }
        long[] quantiles = new long[Snapshot.CURVE_PARTS + 1];
        Arrays.setAll(quantiles, part -> values.quantile((double) part / Snapshot.CURVE_PARTS));
        return Stream.of(new Curve(meter.id(), values.min(), values.max(), quantiles));
    }

    private Series series(List<Line> means) {
        List<Line> sums = Stream.of("messages.sent", "messages.delivered", "bytes.delivered")
                .map(name -> new Line(name, perBucket(name)))
                .toList();
        return new Series(plan.measuring().bucket().toNanos(), sums, means);
    }

    /** The sums of a counter over all its labels. */
    private long[] perBucket(String counter) {
        long[] sums = new long[plan.buckets()];
        for (Meter meter : measured.meters().named(counter)) {
            long[] one = measured.series(meter, sums.length);
            Arrays.setAll(sums, i -> sums[i] + one[i]);
        }
        return sums;
    }

    private long total(String counter, String topic) {
        return measured.meters().named(counter).stream()
                .filter(meter -> meter.topic().equals(topic))
                .mapToLong(this::total)
                .sum();
    }

    private long total(Meter meter) {
        return measured.total(meter, measured.everyNode(), measured.always());
    }

    private boolean[] judged() {
        return measured.spans().during(List.of());
    }
}
