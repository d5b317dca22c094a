package dev.understory.workload;

/**
 * When one node acts in a workload, fixed before the run: times in rising order, nanoseconds since the run's start, and
 * how large each message is.
 */
public final class Schedule {
    /** A node that never acts. */
    public static final Schedule NEVER = new Schedule(new long[0], new int[0]);

    private final long[] timesNanos;
    private final int[] sizes;

    /** Takes ownership of both arrays, which are of the same length. */
    public Schedule(long[] timesNanos, int[] sizes) {
        if (timesNanos.length != sizes.length) {
            throw new IllegalArgumentException("each time has a size");
        }
        this.timesNanos = timesNanos;
        this.sizes = sizes;
    }

    /** How often the node acts. */
    public int count() {
        return timesNanos.length;
    }

    /** When it acts. */
    public long atNanos(int index) {
        return timesNanos[index];
    }

    /** How large the message is. */
    public int size(int index) {
        return sizes[index];
    }

    /** The first act that is not before a time. */
    public int firstFrom(long nanos) {
        int index = 0;
        while (index < timesNanos.length && timesNanos[index] < nanos) {
            index++;
        }
        return index;
    }
}
