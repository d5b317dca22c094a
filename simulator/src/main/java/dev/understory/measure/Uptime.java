package dev.understory.measure;

/** When a node was up: starts and ends in turn. */
final class Uptime {
    private final LongLog edges = new LongLog();

    void up(long atNanos) {
        if (edges.size() % 2 == 0) {
            edges.add(atNanos);
        }
    }

    void down(long atNanos) {
        if (edges.size() % 2 == 1) {
            edges.add(atNanos);
        }
    }

    boolean wasUp() {
        return edges.size() > 0;
    }

    boolean isUp() {
        return edges.size() % 2 == 1;
    }

    /** Whether the node was up at any moment from one time up to the other. */
    boolean touches(long fromNanos, long untilNanos) {
        for (int i = 0; i < edges.size(); i += 2) {
            long end = i + 1 < edges.size() ? edges.get(i + 1) : Long.MAX_VALUE;
            if (edges.get(i) < untilNanos && fromNanos < end) {
                return true;
            }
        }
        return false;
    }

    /** For how long it was up until then. */
    long total(long untilNanos) {
        long sum = 0;
        for (int i = 0; i < edges.size(); i += 2) {
            long end = i + 1 < edges.size() ? edges.get(i + 1) : untilNanos;
            sum += Math.max(0, Math.min(end, untilNanos) - edges.get(i));
        }
        return sum;
    }

    /** Whether the node was up all the time from one time to the other. */
    boolean covers(long fromNanos, long toNanos) {
        for (int i = 0; i < edges.size(); i += 2) {
            long end = i + 1 < edges.size() ? edges.get(i + 1) : Long.MAX_VALUE;
            if (edges.get(i) <= fromNanos && toNanos <= end) {
                return true;
            }
        }
        return false;
    }
}
