package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The window as a machine: sendings and what becomes of them in, room out. */
class CongestionWindowTest {
    private static final long RTT = 100_000_000L;
    private static final int SEGMENT = Congestion.DEFAULT.segmentBytes();

    private final CongestionWindow window = new CongestionWindow(StreamModel.DEFAULT, 0, RTT, 2 * RTT, 0);

    private void send(long now, long bytes) {
        window.sent(now, (int) bytes, now + RTT / 2, 0, 0, RTT / 2);
    }

    /** Uses all of the window, each round trip; answers when the last of it is acknowledged. */
    private long fill(int rounds) {
        long now = 0;
        for (int i = 0; i < rounds; i++) {
            send(now, window.room(now));
            now += RTT;
        }
        return now;
    }

    @Test
    void itDoublesEachRoundTrip() {
        long now = fill(3);
        assertThat(window.room(now)).isEqualTo(8 * 10 * SEGMENT);
    }

    @Test
    void aBurstOfWhichNearlyAllIsDroppedBeginsAgainWithOneSegmentAndDoubles() {
        long now = fill(4);
        int burst = (int) window.room(now);
        send(now, burst);
        now += RTT - 1;
        for (int left = burst; left > 0; left -= 10 * SEGMENT) {
            window.dropped(now, 10 * SEGMENT, 0);
        }
        for (int segments = 1; segments <= 64; segments *= 2) {
            assertThat(window.room(now)).isEqualTo((long) segments * SEGMENT);
            send(now, window.room(now));
            now += RTT;
        }
    }

    @Test
    void itGrowsNoFurtherThanTheThresholdWhileTheLossIsRepaired() {
        long now = fill(4);
        int burst = (int) window.room(now);
        send(now, burst);
        now += RTT - 1;
        window.dropped(now, burst, 0);
        for (int i = 0; i < 8; i++) {
            send(now, window.room(now));
            now += RTT;
        }
        assertThat(window.room(now)).isBetween(burst * 7L / 10 - SEGMENT, burst * 8L / 10);
    }

    @Test
    void aFewDroppedSegmentsOfManyLeaveSevenTenths() {
        long now = fill(4);
        int burst = (int) window.room(now);
        send(now, burst);
        window.dropped(now + RTT - 1, 2 * SEGMENT, 0);
        assertThat(window.room(now + RTT)).isBetween(burst * 7L / 10 - SEGMENT, burst * 7L / 10 + SEGMENT);
    }

    @Test
    void droppingTheSameBytesAgainShrinksTheThresholdOnlyOnce() {
        long now = fill(4);
        int burst = (int) window.room(now);
        send(now, burst);
        now += RTT - 1;
        window.dropped(now, burst, 0);
        send(now, SEGMENT);
        now += RTT - 1;
        window.dropped(now, SEGMENT, 1);
        for (int i = 0; i < 9; i++) {
            send(now, window.room(now));
            now += RTT;
        }
        assertThat(window.room(now)).isGreaterThan(burst * 6L / 10);
    }
}
