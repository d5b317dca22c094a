package dev.understory.measure;

/**
 * A {@link Recorder} as one life of its node sees it. A life ends when the node is told to leave, or crashes; what the
 * process still reports then is of two kinds. What happened, happened: counters, samples and commits are kept. But
 * gauges, neighbours and what its application was given count as nothing from that moment on, and belong to the next
 * life once that has begun: late reports of them are ignored.
 */
public final class LifeRecorder {
    private final Recorder recorder;
    private final int life;

    LifeRecorder(Recorder recorder, int life) {
        this.recorder = recorder;
        this.life = life;
    }

    /** Adds to a counter. */
    public void count(Meter meter, long atNanos, long amount) {
        recorder.count(meter, atNanos, amount);
    }

    /** Counts things and their bytes, which is what happens for every message. */
    public void count(Meter things, Meter bytes, long atNanos, long howMany, long size) {
        recorder.count(things, bytes, atNanos, howMany, size);
    }

    /** Adds a value to a distribution; {@code atNanos} says when what was measured began. */
    public void sample(Meter meter, long atNanos, long value) {
        recorder.sample(meter, atNanos, value);
    }

    /** This node committed a block. */
    public void committed(int workload, Commits.Commit commit) {
        recorder.committed(workload, commit);
    }

    /** Adds to what this workload counts under a key, for example messages under a height. */
    public void tally(int workload, long key, long amount) {
        recorder.tally(workload, key, amount);
    }

    /** This node published a message to everybody. */
    public void published(int workload, long message, long atNanos) {
        recorder.published(workload, message, atNanos);
    }

    /** This node received a message and gave it to its application. */
    public void given(int workload, long message) {
        synchronized (recorder) {
            if (isNow()) {
                recorder.given(workload, message);
            }
        }
    }

    /** This node received a message that it had before. */
    public void discarded(int workload, long message) {
        synchronized (recorder) {
            if (isNow()) {
                recorder.discarded(workload, message);
            }
        }
    }

    /** Something of this node failed that should not; it counts whatever life it was in. */
    public void failed(long atNanos, String text) {
        recorder.failed(life, new Defect(atNanos, text));
    }

    /** Whether the last that failed, failed in this life. */
    public boolean hasFailed() {
        return recorder.hasFailed(life);
    }

    /** Adds to a gauge. */
    public void shift(Meter meter, long by) {
        synchronized (recorder) {
            if (isNow()) {
                recorder.shift(meter, by);
            }
        }
    }

    /** Sets a gauge. */
    public void gauge(Meter meter, long value) {
        synchronized (recorder) {
            if (isNow()) {
                recorder.gauge(meter, value);
            }
        }
    }

    /** This node admitted another node of the run. */
    public void joined(int node) {
        synchronized (recorder) {
            if (isNow()) {
                recorder.joined(node);
            }
        }
    }

    /** This node lost another node of the run. */
    public void parted(int node) {
        synchronized (recorder) {
            if (isNow()) {
                recorder.parted(node);
            }
        }
    }

    /** Asked and used under the recorder's lock: over TCP another thread may end the life in between. */
    private boolean isNow() {
        return recorder.life() == life;
    }
}
