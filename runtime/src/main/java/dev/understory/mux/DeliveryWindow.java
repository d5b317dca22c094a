package dev.understory.mux;

/**
 * How many bytes may be under way to the peer before topics that are not urgent wait, so that an urgent message does not
 * queue behind megabytes of bulk in the kernel's buffers, which no priority can reach into.
 *
 * <p>Every peer of the protocol answers a ping after it has read what was sent before it, so a pong acknowledges those
 * bytes. The window bounds what was sent beyond the last acknowledged position. Its size follows the delay: while it is
 * what limits us and the round trip stays near the shortest one seen, it grows (doubles at first, by an eighth once a queue
 * has been seen); when the round trip shows a queue, it shrinks by a quarter. The queue that is tolerated is a fixed time,
 * or a quarter of the shortest round trip on long paths. At the smallest window a round trip that stays long is taken for
 * the path's own: routes change.
 *
 * <p>HEARTBEAT and CONSENSUS are never held. A peer that has never answered a ping is not held to the window; such a peer
 * is legal (wire.md, section 0.6). A peer that has answered and stops while bytes are held is not reading:
 * {@link #isStuck}.
 */
public final class DeliveryWindow {
    /**
     * How the window behaves.
     *
     * @param enabled false: nothing is ever held
     * @param floorBytes the smallest window
     * @param capBytes the largest
     * @param toleranceNanos the queueing delay that is tolerated on short paths
     */
    public record Settings(boolean enabled, int floorBytes, int capBytes, long toleranceNanos) {
        /** Checks the order of the limits. */
        public Settings {
            if (floorBytes < PacketScheduler.MAX_PAYLOAD || capBytes < floorBytes || toleranceNanos <= 0) {
                throw new IllegalArgumentException("window: " + PacketScheduler.MAX_PAYLOAD
                        + " <= floor <= cap and a positive tolerance, not " + floorBytes + ", " + capBytes + ", "
                        + toleranceNanos);
            }
        }
    }

    /** The first window, if that lies between the smallest and the largest: a block on a long path is not to wait for a pong. */
    static final int FIRST_BYTES = 256 * 1024;

    /** A common link, 100 Mbit/s: what it moves in the delay that is tolerated is no queue worth a smaller window. */
    private static final int COMMON_BYTES_PER_SECOND = 12_500_000;

    /** The slowest link that is waited for: a ping behind n bytes may take n / this seconds longer. */
    static final int SLOWEST_BYTES_PER_SECOND = 32 * 1024;

    /** So many long round trips in a row at the smallest window are the path's own. */
    static final int RELEARN_SAMPLES = 16;

    /** A ping is wanted after this part of the window was sent. */
    private static final int PINGS_PER_WINDOW = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long LONGEST_PATIENCE_NANOS = 60 * NANOS_PER_SECOND;

    private final Settings settings;
    private long window;
    private long sent;
    private long pinged;
    private long acknowledged;
    /** What had been sent when the size was last adapted: a ping from before that tells nothing of the new size. */
    private long adaptedAt;

    private long shortest = Long.MAX_VALUE;
    private long shortestAtFloor = Long.MAX_VALUE;
    private int longAtFloor;
    private boolean limiting;
    private boolean queueSeen;
    private boolean answers;
    private boolean givenUp;

    /** Nothing sent, nothing known. */
    public DeliveryWindow(Settings settings) {
        this.settings = settings;
        this.window = Math.clamp(FIRST_BYTES, settings.floorBytes(), settings.capBytes());
    }

    /** Whether more may be sent on any topic. */
    public boolean isOpen() {
        return !settings.enabled() || givenUp || sent - acknowledged < window;
    }

    /** Bytes, of whatever topic, were written to the stream. */
    public void sent(int bytes) {
        sent += bytes;
    }

    /** Bytes written so far: the position of a ping that is written now. */
    public long position() {
        return sent;
    }

    /** Bytes that are not acknowledged. */
    public long inFlight() {
        return sent - acknowledged;
    }

    /** The window now. */
    public long size() {
        return window;
    }

    /** Something waits only because the window is closed. */
    public void limits() {
        limiting = true;
    }

    /** Whether enough was sent since the last ping that another one would tell something. */
    public boolean wantsPing() {
        return settings.enabled() && sent - pinged >= window / PINGS_PER_WINDOW;
    }

    /** A ping was written at {@link #position()}. */
    public void pinged() {
        pinged = sent;
    }

    /** A ping was answered: all before {@code position} has arrived. The round trip may be {@link Pings#UNKNOWN}. */
    public void acknowledged(long position, long roundTrip) {
        acknowledged = Math.max(acknowledged, position);
        answers = true;
        givenUp = false;
        if (roundTrip >= 0 && position >= adaptedAt) {
            adapt(roundTrip);
            adaptedAt = sent;
            limiting = false;
        }
    }

    /**
     * Tells how long a ping has been unanswered. Gives up the window for a peer that never answered any for
     * {@code timeoutNanos}.
     */
    public void unanswered(long waitedNanos, long timeoutNanos) {
        if (!answers && waitedNanos >= timeoutNanos) {
            givenUp = true;
        }
    }

    /**
     * Whether bytes are held for a peer that used to answer and has not for {@code timeoutNanos} and what is under way
     * could take on the slowest link: it has stopped reading.
     */
    public boolean isStuck(long waitedNanos, long timeoutNanos) {
        return answers && !isOpen() && waitedNanos >= patience(timeoutNanos);
    }

    private long patience(long timeoutNanos) {
        long onSlowestLink = inFlight() / SLOWEST_BYTES_PER_SECOND * NANOS_PER_SECOND;
        return Math.max(timeoutNanos, Math.min(timeoutNanos + onSlowestLink, LONGEST_PATIENCE_NANOS));
    }

    private void adapt(long roundTrip) {
        shortest = Math.min(shortest, roundTrip);
        long tolerance = Math.max(settings.toleranceNanos(), shortest / 4);
        if (roundTrip > shortest + 2 * tolerance) {
            queueSeen = true;
            long least = least(tolerance);
            if (window <= least) {
                relearn(roundTrip);
            }
            window = Math.max(window - window / 4, least);
            return;
        }
        longAtFloor = 0;
        shortestAtFloor = Long.MAX_VALUE;
        if (limiting && roundTrip <= shortest + tolerance) {
            long grown = queueSeen ? window + window / 8 : 2 * window;
            window = Math.min(grown, settings.capBytes());
        }
    }

    /** The smallest window on this path: up to the first one where a round trip is long, for cold streams make it longer still. */
    private long least(long tolerance) {
        long tolerated = Math.min(tolerance, NANOS_PER_SECOND) * COMMON_BYTES_PER_SECOND / NANOS_PER_SECOND;
        return Math.clamp(Math.min(tolerated, FIRST_BYTES), settings.floorBytes(), settings.capBytes());
    }

    private void relearn(long roundTrip) {
        shortestAtFloor = Math.min(shortestAtFloor, roundTrip);
        if (++longAtFloor == RELEARN_SAMPLES) {
            shortest = shortestAtFloor;
            shortestAtFloor = Long.MAX_VALUE;
            longAtFloor = 0;
        }
    }
}
