package dev.understory.run;

import dev.understory.measure.Meter;
import dev.understory.measure.Recorder;
import dev.understory.plan.Measuring;
import dev.understory.workload.NodeMeters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Samples gauges of all running nodes once per bucket of time: how many run, how many peers they have, how high they are. */
public final class Gauges {
    private final List<Recorder> recorders;
    private final NodeMeters meters;
    private final long bucketNanos;
    private final Sampled running;
    private final Sampled peers;
    private final Sampled height;
    private int next;

    /**
     * One value per bucket.
     *
     * @param values the mean over all running nodes, in thousandths
     */
    public record Sampled(String name, long[] values) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Sampled that && name.equals(that.name) && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Arrays.hashCode(values);
        }
    }

    Gauges(List<Recorder> recorders, Measuring measuring, int buckets) {
        this.recorders = recorders;
        this.meters = measuring.nodes();
        this.bucketNanos = measuring.bucket().toNanos();
        this.running = new Sampled("nodes", new long[buckets]);
        this.peers = new Sampled("peers", new long[buckets]);
        this.height = new Sampled("height", new long[buckets]);
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
    List<Sampled> series() {
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
