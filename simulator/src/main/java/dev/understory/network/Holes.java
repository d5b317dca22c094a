package dev.understory.network;

import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The losses of one direction of a stream: which segments are lost, and when their sender finds out. What was sent after a
 * lost segment cannot be read before it, so that all of it is kept here, in order, until the loss is repaired.
 *
 * <p>After Linux (SACK and RFC 8985): three segments that arrive behind a hole report it at once, fewer of them a quarter
 * of a round trip later. If none does, the time-out tells, counted from the acknowledgement before the hole.
 */
final class Holes {
    /** Segments behind a hole that report it at once (RFC 5681). */
    private static final int REPORTING = 3;
    /** A kernel's timers are late by two of its ticks, of 4 ms. */
    private static final long TICKS_NANOS = 8_000_000L;

    private static final int LONGEST_BURST = 10_000;
    static final int NOTHING_LOST = -1;
    private static final long NEVER = Long.MAX_VALUE;

    private final ArrayDeque<Sending> line = new ArrayDeque<>();
    private final DoubleSupplier chance;
    private double rate;
    private long untilLoss;
    private int burst;
    private int behind;
    private long repairAt = NEVER;
    private int attempts;

    /** Nothing lost yet; {@code chance} draws numbers from 0 to 1. */
    Holes(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * What was sent at once.
     *
     * @param followers how many of its segments come behind the last lost one; {@link #NOTHING_LOST}
     * @param arrival when it arrives, or would without its loss
     * @param acked when it is acknowledged
     * @param timeOut when the sender gives up waiting for news of it
     * @param position the number of bytes sent up to its end
     */
    record Sending(
            Bytes bytes,
            int segments,
            int followers,
            long sentAt,
            long arrival,
            long acked,
            long timeOut,
            long position) {
        boolean isLost() {
            return followers != NOTHING_LOST;
        }
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    /** When the first hole is to be repaired, or tried again. */
    long repairAt() {
        return repairAt;
    }

    /** How often its repair was lost. */
    int attempts() {
        return attempts;
    }

    /**
     * What chance does to the next segments.
     *
     * @return how many of them come behind the last lost one; {@link #NOTHING_LOST}
     */
    int lose(double lossRate, double burstMean, int segments) {
        if (lossRate != rate) {
            rate = lossRate;
            untilLoss = gap();
        }
        int last = Math.min(burst, segments) - 1;
        burst -= last + 1;
        while (rate > 0 && untilLoss < segments - (last + 1)) {
            int length = length(burstMean - 1);
            long end = last + 1 + untilLoss + length;
            last = (int) Math.min(segments, end) - 1;
            burst = (int) (end - 1 - last);
            untilLoss = gap();
        }
        if (rate > 0) {
            untilLoss -= segments - (last + 1);
        }
        return last < 0 ? NOTHING_LOST : segments - 1 - last;
    }

    /** Keeps what was sent: it is lost in part, or behind something that is. */
    void keep(Sending sending, long leastRtt) {
        line.add(sending);
        if (line.size() == 1) {
            begin(sending, leastRtt);
        } else {
            follow(sending, sending.segments(), leastRtt);
        }
    }

    Sending first() {
        return line.element();
    }

    /** The repair was lost itself; it is tried again at another time. */
    void again(long at) {
        attempts++;
        repairAt = at;
    }

    /** Takes the first, whose hole is filled, or which has none; then the next is the first. */
    Sending take(long now, long leastRtt) {
        Sending taken = line.remove();
        Sending next = line.peek();
        repairAt = NEVER;
        attempts = 0;
        if (next != null && next.isLost()) {
            begin(next, leastRtt);
            for (Sending later : line) {
                if (later != next) {
                    follow(later, later.segments(), leastRtt);
                }
                if (behind >= REPORTING) {
                    break;
                }
            }
            repairAt = Math.max(now, repairAt);
        }
        return taken;
    }

    /** The next one, if it can go as it is. */
    @Nullable
    Sending nextWhole() {
        Sending next = line.peek();
        return next == null || next.isLost() ? null : next;
    }

    private void begin(Sending lost, long leastRtt) {
        behind = 0;
        repairAt = lost.timeOut();
        follow(lost, lost.followers(), leastRtt);
    }

    private void follow(Sending sending, int segments, long leastRtt) {
        if (attempts > 0 || behind >= REPORTING || segments == 0) {
            return;
        }
        behind += segments;
        long delay = behind >= REPORTING ? 0 : leastRtt / 4 + TICKS_NANOS;
        repairAt = Math.min(repairAt, sending.acked() + delay);
    }

    /** How many segments get through before the next loss. */
    private long gap() {
        return rate == 0
                ? 0
                : (long) Math.min(
                        Integer.MAX_VALUE,
                        StrictMath.floor(StrictMath.log(1 - chance.getAsDouble()) / StrictMath.log(1 - rate)));
    }

    /** How many segments are lost in a row: one, and a geometric number with that mean. */
    private int length(double more) {
        if (more <= 0) {
            return 1;
        }
        double drawn = StrictMath.log(1 - chance.getAsDouble()) / StrictMath.log(more / (more + 1));
        return 1 + (int) Math.min(LONGEST_BURST, StrictMath.floor(drawn));
    }
}
