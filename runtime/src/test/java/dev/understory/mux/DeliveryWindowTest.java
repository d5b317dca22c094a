package dev.understory.mux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Time is moved by hand: a path is a base delay, a rate, and the queue that follows from what is in flight. */
final class DeliveryWindowTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000L;
    private static final int FLOOR = DeliveryWindow.FIRST_BYTES;
    private static final int CAP = 64 << 20;
    private static final DeliveryWindow.Settings SETTINGS = new DeliveryWindow.Settings(true, FLOOR, CAP, 300 * MICRO);

    private final DeliveryWindow window = new DeliveryWindow(SETTINGS);

    @Test
    void holdsBulkBeyondTheWindowUntilAPingIsAnswered() {
        send(window, FLOOR - 1);
        assertThat(window.isOpen()).isTrue();
        send(window, 1);
        assertThat(window.isOpen()).isFalse();
        assertThat(window.wantsPing()).isTrue();

        long position = window.position();
        window.pinged();
        assertThat(window.wantsPing()).isFalse();
        window.acknowledged(position, MILLI);

        assertThat(window.isOpen()).isTrue();
        assertThat(window.inFlight()).isZero();
    }

    @Test
    void asksForAPingAfterAQuarterOfTheWindow() {
        send(window, FLOOR / 4 - 1);
        assertThat(window.wantsPing()).isFalse();
        send(window, 1);
        assertThat(window.wantsPing()).isTrue();
    }

    @Test
    void aClosedWindowWithoutAPingUnderWayAlwaysWantsOne() {
        send(window, FLOOR / 2);
        window.pinged();
        send(window, FLOOR);
        window.acknowledged(FLOOR / 2, MILLI);
        assertThat(window.isOpen()).isFalse();
        assertThat(window.wantsPing()).isTrue();
    }

    @Test
    void growsToFillALongFastPath() {
        Path path = new Path(150 * MILLI, 100_000_000L);
        path.run(window, 40);
        assertThat(window.size()).isGreaterThan(30_000_000L);
        assertThat(path.rate).isGreaterThan(0.95);
    }

    @Test
    void keepsTheQueueShortOnAFastShortPath() {
        Path path = new Path(100 * MICRO, 900_000_000L);
        path.run(window, 5_000);
        assertThat(path.rate).isGreaterThan(0.95);
        assertThat(path.worstRoundTrip).isLessThan(1_000 * MICRO);
    }

    @Test
    void staysAtTheFloorOnASlowLink() {
        Path path = new Path(50 * MILLI, 32_000);
        path.run(window, 200);
        assertThat(window.size()).isEqualTo(FLOOR);
        assertThat(path.rate).isGreaterThan(0.95);
    }

    @Test
    void shrinksWhenTheRateDropsAndGrowsAgainAfterwards() {
        Path fast = new Path(20 * MILLI, 400_000_000L);
        fast.run(window, 100);
        long before = window.size();
        Path slow = new Path(20 * MILLI, 4_000_000);
        slow.run(window, 200);
        assertThat(window.size()).isLessThan(before / 8);
        fast.run(window, 300);
        assertThat(window.size()).isGreaterThan(before / 2);
    }

    @Test
    void aLongerRouteIsLearnedAtTheFloor() {
        new Path(10 * MILLI, 100_000_000L).run(window, 100);
        Path longer = new Path(100 * MILLI, 100_000_000L);
        longer.run(window, 150);
        longer.rate = 0;
        longer.run(window, 50);
        assertThat(longer.rate).isGreaterThan(0.9);
    }

    @Test
    void itBeginsWith256KiBAndShrinksBelowThatOnlyOnAShortPath() {
        int least = 96 * 1024;
        assertThat(sizeAfterQueues(least, MILLI / 10, 3 * MILLI)).isEqualTo(least);
        assertThat(sizeAfterQueues(least, 200 * MILLI, 700 * MILLI)).isEqualTo(DeliveryWindow.FIRST_BYTES);
    }

    /** The size when the first round trip was short and many long ones followed. */
    private static long sizeAfterQueues(int least, long shortest, long longer) {
        DeliveryWindow window = new DeliveryWindow(new DeliveryWindow.Settings(true, least, CAP, 300 * MICRO));
        assertThat(window.size()).isEqualTo(DeliveryWindow.FIRST_BYTES);
        window.acknowledged(window.position(), shortest);
        for (int i = 0; i < 10; i++) {
            window.sent(1);
            window.acknowledged(window.position(), longer);
        }
        return window.size();
    }

    @Test
    void aWindowThatDoesNotLimitDoesNotGrow() {
        for (int i = 0; i < 100; i++) {
            send(window, 1_000);
            window.pinged();
            window.acknowledged(window.position(), MILLI);
        }
        assertThat(window.size()).isEqualTo(FLOOR);
    }

    @Test
    void aPeerThatNeverAnswersIsNotHeldToTheWindow() {
        send(window, FLOOR);
        window.pinged();
        window.unanswered(3 * SECOND - 1, 3 * SECOND);
        assertThat(window.isOpen()).isFalse();
        window.unanswered(3 * SECOND, 3 * SECOND);
        assertThat(window.isOpen()).isTrue();
        send(window, CAP);
        assertThat(window.isOpen()).isTrue();
        assertThat(window.isStuck(100 * SECOND, SECOND)).isFalse();

        window.acknowledged(window.position(), MILLI);
        assertThat(window.inFlight()).isZero();
        send(window, FLOOR);
        assertThat(window.isOpen()).as("a late answer brings the window back").isFalse();
    }

    @Test
    void aPeerThatStopsAnsweringIsStuckOnceTheSlowestLinkWouldHaveDelivered() {
        window.acknowledged(0, MILLI);
        send(window, FLOOR);
        window.pinged();
        long onSlowestLink = FLOOR / DeliveryWindow.SLOWEST_BYTES_PER_SECOND * SECOND;
        window.unanswered(100 * SECOND, 3 * SECOND);
        assertThat(window.isOpen()).isFalse();
        assertThat(window.isStuck(10 * SECOND + onSlowestLink - 1, 10 * SECOND)).isFalse();
        assertThat(window.isStuck(10 * SECOND + onSlowestLink, 10 * SECOND)).isTrue();
    }

    @Test
    void switchedOffItNeverHolds() {
        DeliveryWindow off = new DeliveryWindow(new DeliveryWindow.Settings(false, FLOOR, CAP, MICRO));
        send(off, CAP);
        send(off, CAP);
        assertThat(off.isOpen()).isTrue();
        assertThat(off.wantsPing()).isFalse();
    }

    private static void send(DeliveryWindow window, int bytes) {
        window.sent(bytes);
    }

    /** A fluid model of one path with a saturating sender: whatever the window allows is sent at once. */
    private static final class Path {
        private final long baseNanos;
        private final long bytesPerSecond;
        private long worstRoundTrip;
        private double rate;

        Path(long baseNanos, long bytesPerSecond) {
            this.baseNanos = baseNanos;
            this.bytesPerSecond = bytesPerSecond;
        }

        /** So many pings, each sent as soon as the one before is answered; measures the second half. */
        void run(DeliveryWindow window, int count) {
            long queue = window.inFlight();
            long delivered = 0;
            long elapsed = 0;
            worstRoundTrip = 0;
            for (int i = 0; i < count; i++) {
                long pingAt = window.position();
                window.pinged();
                long roundTrip = baseNanos + queue * SECOND / bytesPerSecond;
                while (window.isOpen()) {
                    window.sent(16 * 1024);
                }
                window.limits();
                queue += window.position() - pingAt;
                long drained = Math.min(queue, bytesPerSecond * roundTrip / SECOND);
                queue -= drained;
                if (i >= count / 2) {
                    delivered += drained;
                    elapsed += roundTrip;
                    worstRoundTrip = Math.max(worstRoundTrip, roundTrip);
                }
                window.acknowledged(pingAt, roundTrip);
            }
            rate = (double) delivered / bytesPerSecond / (elapsed / (double) SECOND);
        }
    }
}
