package dev.understory.network;

import dev.understory.network.Congestion.Control;

/** What becomes of a congestion window once slow start is over. Windows are numbers of segments. */
final class CongestionGrowth {
    /** RFC 9438, section 5: the scale of the cubic function, in segments per second cubed. */
    private static final double C = 0.4;
    /** What is left of a window after a loss, as Linux has it (717 of 1,024). */
    private static final double BETA = 717 / 1_024.0;

    private static final double LEAST = 2;
    private static final long NONE = Long.MIN_VALUE;

    private final Control control;
    private double most;
    private double origin;
    private double inflection;
    private double friendly;
    private long epoch = NONE;

    CongestionGrowth(Control control) {
        this.control = control;
    }

    /** A loss: the threshold, which is the window once the loss is repaired. */
    double afterLoss(double window) {
        if (control != Control.CUBIC) {
            return Math.max(LEAST, window / 2);
        }
        epoch = NONE;
        // Fast convergence: who did not come as far as last time makes room for others.
        most = window < most ? window * (1 + BETA) / 2 : window;
        return Math.max(LEAST, window * BETA);
    }

    /** A time-out: nothing that was known of the way holds any more. */
    void reset() {
        most = 0;
        epoch = NONE;
    }

    /** Time in which nothing was sent does not count. */
    void idle(long nanos) {
        if (epoch != NONE) {
            epoch += nanos;
        }
    }

    /** The window after that many segments of a full window were acknowledged. */
    double grown(double window, double segments, long now, long rtt) {
        return control == Control.CUBIC ? cubic(window, segments, now, rtt) : window + segments / window;
    }

    private double cubic(double window, double segments, long now, long rtt) {
        if (epoch == NONE) {
            epoch = now;
            friendly = window;
            origin = Math.max(window, most);
            inflection = window < most ? StrictMath.cbrt((most - window) / C) : 0;
        }
        double since = (now + rtt - epoch) / 1e9 - inflection;
        double target = origin + C * since * since * since;
        double each = target > window ? window / (target - window) : 100 * window;
        if (most == 0) {
            each = Math.min(each, 20);
        }
        // Never slower than Reno would be with the same losses.
        friendly += 3 * (1 - BETA) / (1 + BETA) * segments / window;
        if (friendly > window) {
            each = Math.min(each, window / (friendly - window));
        }
        return window + segments / Math.max(2, each);
    }
}
