package dev.understory.run;

import dev.understory.measure.Meter;
import dev.understory.measure.Recorder;
import dev.understory.measure.Snapshot.Line;
import dev.understory.plan.Measuring;
import dev.understory.workload.NodeMeters;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples gauges of all running nodes once per bucket of time: how many run, how many peers they have, how high they are. Values
 * are thousandths.
 */
final class Gauges {
    private final List<Recorder> recorders;
    private final NodeMeters meters;
    private final long bucketNanos;
    private final Line running;
    private final Line peers;
    private final Line height;
    private int next;

    Gauges(List<Recorder> recorders, Measuring measuring, int buckets) {
        this.recorders = recorders;
        this.meters = measuring.nodes();
        this.bucketNanos = measuring.bucket().toNanos();
        this.running = new Line("nodes", new long[buckets]);
        this.peers = new Line("peers", new long[buckets]);
        this.height = new Line("height", new long[buckets]);
    }

    /** Takes a sample for each bucket that has ended by now. */
    void sample(long now) {
        while (next < running.values().length && (next + 1) * bucketNanos <= now) {
            long up = recorders.stream().filter(Recorder::isUp).count();
            running.values()[next] = up * 1000;
            peers.values()[next] = mean(meters.peers(), up);
            height.values()[next] = mean(meters.height(), up);
            next++;
        }
    }

    /** What was sampled. */
    List<Line> series() {
        return new ArrayList<>(List.of(running, peers, height));
    }

    private long mean(Meter meter, long up) {
        long sum = 0;
        for (Recorder recorder : recorders) {
            sum += recorder.isUp() ? recorder.latest(meter) : 0;
        }
        return up == 0 ? 0 : sum * 1000 / up;
    }
}
