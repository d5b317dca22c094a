package dev.understory.run;

import dev.understory.measure.Meter;
import dev.understory.measure.Recorder;
import dev.understory.measure.Snapshot.Line;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.rule.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples gauges of all running nodes once per bucket of time: how many run, and the mean of each state that the report has a
 * chart of. Values are thousandths.
 */
final class Gauges {
    private final List<Recorder> recorders;
    private final long bucketNanos;
    private final Line running;
    private final List<Mean> means = new ArrayList<>();
    private int next;

    private record Mean(List<Meter> meters, Line line) {}

    Gauges(RunPlan plan, List<Recorder> recorders) {
        this.recorders = recorders;
        this.bucketNanos = plan.measuring().bucket().toNanos();
        this.running = new Line("nodes", new long[plan.buckets()]);
        for (Metric metric : plan.language().vocabulary().charted()) {
            List<Meter> meters = plan.measuring().meters().named(metric.word());
            if (!meters.isEmpty()) {
                means.add(new Mean(meters, new Line(metric.word(), new long[plan.buckets()])));
            }
        }
    }

    /** Takes a sample for each bucket that has ended by now. */
    void sample(long now) {
        while (next < running.values().length && (next + 1) * bucketNanos <= now) {
            long up = recorders.stream().filter(Recorder::isUp).count();
            running.values()[next] = up * 1000;
            for (Mean mean : means) {
                mean.line().values()[next] = up == 0 ? 0 : sum(mean.meters()) * 1000 / up;
            }
            next++;
        }
    }

    /** What was sampled. */
    List<Line> series() {
        List<Line> series = new ArrayList<>(List.of(running));
        means.forEach(mean -> series.add(mean.line()));
        return series;
    }

    private long sum(List<Meter> meters) {
        long sum = 0;
        for (Recorder recorder : recorders) {
            if (recorder.isUp()) {
                for (Meter meter : meters) {
                    sum += recorder.latest(meter);
                }
            }
        }
        return sum;
    }
}
