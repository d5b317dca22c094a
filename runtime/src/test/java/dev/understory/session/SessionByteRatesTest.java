package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.Frames;
import dev.understory.limits.Allowance;
import dev.understory.limits.ByteRates;
import dev.understory.limits.ByteWay;
import dev.understory.limits.Limits;
import dev.understory.limits.RateLimit;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rates of bytes delay what exceeds them, and nothing else. */
final class SessionByteRatesTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final RateLimit MEGABYTE = new RateLimit(1_000_000, 100_000);
    private static final ByteRates.OneWay TX = topic(Topic.TX, MEGABYTE);

    private SessionEnd a = new SessionEnd(SUITE, 1);
    private SessionEnd b = new SessionEnd(SUITE, 2);

    private static ByteRates.OneWay topic(Topic topic, RateLimit rate) {
        return new ByteRates.OneWay(null, null, null, new EnumMap<>(Map.of(topic, rate)));
    }

    private static SessionConfig config(ByteRates.OneWay in, ByteRates.OneWay out) {
        SessionConfig plain = SessionConfig.defaults();
        Allowance.Settings settings = new Allowance.Settings(
                Map.of(), Limits.IGNORED_TOPIC_BYTES, Limits.input(), new ByteRates(in, out, false));
        return new SessionConfig(plain.handshake(), plain.times(), plain.memory(), settings, plain.window());
    }

    /** Its sender holds nothing back for what is under way. */
    private static SessionConfig withoutWindow() {
        SessionConfig plain = SessionConfig.defaults();
        DeliveryWindow.Settings window = plain.window();
        return new SessionConfig(
                plain.handshake(),
                plain.times(),
                plain.memory(),
                plain.allowance(),
                new DeliveryWindow.Settings(false, window.floorBytes(), window.capBytes(), window.toleranceNanos()));
    }

    private void sends(ByteRates.OneWay out) {
        a = new SessionEnd(SUITE, 1, config(ByteRates.OneWay.NONE, out));
        SessionEnd.connect(a, b, 0);
    }

    private void receives(ByteRates.OneWay in) {
        b = new SessionEnd(SUITE, 2, config(in, ByteRates.OneWay.NONE));
        SessionEnd.connect(a, b, 0);
    }

    private static Bytes numbered(int number, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (number >>> 8 * i);
        }
        return Bytes.wrap(bytes);
    }

    private void step(long now) {
        a.tick(now);
        b.tick(now);
        if (!b.session.pausesReading()) {
            SessionEnd.pump(a, b, now);
        } else {
            SessionEnd.carry(b, a, now);
        }
    }

    @Test
    void aTopicOverItsRateLeavesWithinFivePercentOfItAndOthersOvertake() {
        sends(TX);
        int offered = 0;
        while (offered < 60) {
            a.session.offer(Topic.TX, numbered(offered++, 16_000));
        }
        step(0);
        long atFirst = a.session.counters().sent().bytes();
        for (int millis = 1; millis <= 10_000; millis++) {
            while (a.session.queuedBytes(Topic.TX) < 1_000_000) {
                a.session.offer(Topic.TX, numbered(offered++, 16_000));
            }
            if (millis % 100 == 50) {
                a.session.offer(Topic.CONSENSUS, numbered(millis, 1_000));
                a.session.offer(Topic.BLOCK, numbered(millis, 1_000));
            }
            step(millis * MILLI);
            assertThat(b.received(Topic.CONSENSUS)).hasSize((millis + 50) / 100);
            assertThat(b.received(Topic.BLOCK)).hasSize((millis + 50) / 100);
        }
        // Each goes alone, in two frames.
        long others = 200 * 2 * Frames.SIZE;
        long sent = a.session.counters().sent().bytes() - atFirst - others;
        assertThat(sent).isBetween(9_500_000L, 10_500_000L);
        assertThat(b.received(Topic.TX)).hasSizeBetween(590, 640);
        assertThat(a.waited.get(ByteWay.OUT)).isBetween(9 * SECOND, 10 * SECOND);
    }

    @Test
    void whatAConnectionSendsIsWithinFivePercentOfItsRateFramesIncluded() {
        sends(new ByteRates.OneWay(MEGABYTE, null, null, Map.of()));
        for (int i = 0; i < 10_000; i++) {
            a.session.offer(i % 2 == 0 ? Topic.TX : Topic.BLOCK, numbered(i, 2_000));
        }
        step(0);
        long atFirst = a.session.counters().sent().bytes();
        for (int millis = 1; millis <= 10_000; millis++) {
            step(millis * MILLI);
        }
        assertThat(a.session.counters().sent().bytes() - atFirst).isBetween(9_500_000L, 10_500_000L);
    }

    @Test
    void consensusCountsInTheRateOfAConnectionAndDoesNotWaitForIt() {
        sends(new ByteRates.OneWay(MEGABYTE, null, null, Map.of()));
        for (int i = 0; i < 200; i++) {
            a.session.offer(Topic.CONSENSUS, numbered(i, 10_000));
        }
        a.session.offer(Topic.TX, numbered(0, 1_000));
        step(0);
        assertThat(b.received(Topic.CONSENSUS)).hasSize(200);
        assertThat(b.received(Topic.TX)).isEmpty();
        step(1_890 * MILLI);
        assertThat(b.received(Topic.TX)).isEmpty();
        step(2_100 * MILLI);
        assertThat(b.received(Topic.TX)).hasSize(1);
    }

    @Test
    void consensusWaitsForARateOfItsOwn() {
        sends(topic(Topic.CONSENSUS, MEGABYTE));
        for (int i = 0; i < 30; i++) {
            a.session.offer(Topic.CONSENSUS, numbered(i, 10_000));
        }
        step(0);
        assertThat(b.received(Topic.CONSENSUS)).hasSizeBetween(10, 13);
        step(a.session.nextDeadlineNanos());
        assertThat(b.received(Topic.CONSENSUS)).hasSizeBetween(10, 14);
        assertThat(a.session.isReady()).isFalse();
    }

    @Test
    void waitingForARateIsNoStall() {
        sends(topic(Topic.TX, new RateLimit(ByteRates.LEAST, 1)));
        a.session.offer(Topic.TX, numbered(0, 2_000_000));
        a.session.offer(Topic.TX, numbered(1, 1_000));
        for (int millis = 0; millis <= 35_000; millis += 10) {
            step(millis * MILLI);
        }
        assertThat(a.closed).isNull();
        assertThat(b.closed).as(b.detail).isNull();
        assertThat(b.received(Topic.TX)).hasSize(2);
    }

    @Test
    void whatComesOverARateIsPassedOnWithinFivePercentOfItInOrderAndOthersAtOnce() {
        receives(TX);
        int sent = 0;
        long last = 0;
        for (int millis = 0; millis <= 10_000; millis++) {
            if (a.session.queuedBytes(Topic.TX) < 100_000) {
                for (int i = 0; i < 10; i++) {
                    a.session.offer(Topic.TX, numbered(sent++, 5_000));
                }
            }
            if (millis % 100 == 50 && millis > 3_000) {
                // Then our window has found out how slow it is.
                a.session.offer(Topic.CONSENSUS, numbered(millis, 1_000));
            }
            step(millis * MILLI);
            last = Math.max(last, b.session.heldMemory());
            if (millis > 3_000) {
                assertThat(b.received(Topic.CONSENSUS)).hasSize((millis - 2_950) / 100);
                assertThat(b.session.pausesReading()).isFalse();
            }
        }
        List<Bytes> received = b.received(Topic.TX);
        assertThat(received.size() * 5_000L).isBetween(9_500_000L, 10_500_000L);
        for (int i = 0; i < received.size(); i++) {
            assertThat(received.get(i)).isEqualTo(numbered(i, 5_000));
        }
        assertThat(last).isGreaterThan(InboundPace.PONG_MARK).isLessThan(2 * InboundPace.READ_MARK);
        assertThat(b.waited.get(ByteWay.IN)).isBetween(9 * SECOND, 10 * SECOND);
    }

    @Test
    void whatComesOverARateIsPassedOnWhenItIsDueToTheNanosecond() {
        receives(topic(Topic.TX, new RateLimit(100_000, 1)));
        a.session.offer(Topic.TX, numbered(0, 99_955));
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSize(1);
        a.session.offer(Topic.TX, numbered(1, 10));
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSize(1);
        long due = b.session.nextDeadlineNanos();
        assertThat(due).isBetween(SECOND - MILLI, SECOND + MILLI);
        b.tick(due - 1);
        assertThat(b.received(Topic.TX)).hasSize(1);
        b.tick(due);
        assertThat(b.received(Topic.TX)).hasSize(2);
        assertThat(b.waited).isEqualTo(Map.of(ByteWay.IN, due));
    }

    @Test
    void pongsWaitHalfASecondAtMost() {
        receives(topic(Topic.TX, new RateLimit(ByteRates.LEAST, 1)));
        for (int i = 0; i < 100; i++) {
            a.session.offer(Topic.TX, numbered(i, 5_000));
        }
        SessionEnd.pump(a, b, 0);
        assertThat(b.session.heldMemory()).isGreaterThan(InboundPace.PONG_MARK);
        a.session.probe();
        int before = a.roundTrips.size();
        for (int millis = 0; millis <= 1_200; millis += 10) {
            step(millis * MILLI);
        }
        assertThat(a.roundTrips.size()).isGreaterThan(before);
        assertThat(a.roundTrips).allMatch(nanos -> nanos <= 510 * MILLI);
        assertThat(a.closed).isNull();
    }

    @Test
    void readingPausesWhenMuchWaitsAndForASecondAtMost() {
        receives(topic(Topic.TX, new RateLimit(ByteRates.LEAST, 1)));
        for (int i = 0; i < 3; i++) {
            a.session.offer(Topic.TX, numbered(i, 500_000));
        }
        SessionEnd.carry(a, b, 0);
        a.session.offer(Topic.TX, numbered(3, 500_000));
        for (long at = 0; b.received(Topic.TX).size() < 4 && at < 40 * SECOND; at += 10 * MILLI) {
            step(at);
        }
        assertThat(b.received(Topic.TX)).hasSize(4);
        assertThat(b.closed).isNull();
    }

    @Test
    void aConnectionFarBehindItsRateIsReadOnceASecond() {
        a = new SessionEnd(SUITE, 1, withoutWindow());
        receives(new ByteRates.OneWay(null, new RateLimit(100_000, 1), null, Map.of()));
        a.session.offer(Topic.BLOCK, numbered(0, 200_000));
        SessionEnd.carry(a, b, 0);
        a.session.offer(Topic.BLOCK, numbered(1, 200_000));
        SessionEnd.carry(a, b, 0);
        assertThat(b.closed).as(b.detail).isNull();
        assertThat(b.session.pausesReading()).isTrue();
        long now = 0;
        while (b.session.pausesReading()) {
            now = b.session.nextDeadlineNanos();
            b.tick(now);
        }
        assertThat(now).isEqualTo(SECOND);
        a.session.offer(Topic.BLOCK, numbered(2, 1_000));
        SessionEnd.carry(a, b, now);
        assertThat(b.session.pausesReading()).isTrue();
    }

    @Test
    void beyondWhatMayWaitMessagesAreNotDroppedButPassedOnInTheirOrder() {
        a = new SessionEnd(SUITE, 1, withoutWindow());
        receives(topic(Topic.TX, new RateLimit(ByteRates.LEAST, 1)));
        for (int i = 0; i < 50; i++) {
            a.session.offer(Topic.TX, numbered(i, 200_000));
            SessionEnd.pump(a, b, 0);
            assertThat(b.session.heldMemory()).isLessThanOrEqualTo(InboundPace.HELD_MOST);
        }
        assertThat(b.received(Topic.TX)).hasSizeGreaterThan(20);
        b.session.deliverWaiting();
        for (int i = 0; i < 50; i++) {
            assertThat(b.received(Topic.TX).get(i)).isEqualTo(numbered(i, 200_000));
        }
        assertThat(b.session.heldMemory()).isZero();
    }

    @Test
    void whatCameBeforeTheAdmissionAndExceedsARateIsPassedOnWhenItIsDue() {
        b = new SessionEnd(SUITE, 2, config(topic(Topic.TX, new RateLimit(100_000, 1)), ByteRates.OneWay.NONE));
        b.admits = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        for (int i = 0; i < 3; i++) {
            a.session.offer(Topic.TX, numbered(i, 20_000));
            SessionEnd.pump(a, b, 0);
        }
        b.session.admitted(true, 0);
        assertThat(b.received(Topic.TX)).hasSize(1);
        assertThat(b.session.nextDeadlineNanos()).isLessThan(SECOND / 2);
        b.tick(b.session.nextDeadlineNanos());
        assertThat(b.received(Topic.TX)).hasSize(2);
    }

    @Test
    void whoClosesASessionWhileWhatWaitsIsPassedOnHearsNothingMore() {
        a = new SessionEnd(SUITE, 1, withoutWindow());
        receives(topic(Topic.TX, new RateLimit(ByteRates.LEAST, 1)));
        b.onMessages = () -> {
            if (b.received(Topic.TX).size() == 2) {
                b.session.close();
            }
        };
        for (int i = 0; i < 50 && !b.session.isClosed(); i++) {
            a.session.offer(Topic.TX, numbered(i, 200_000));
            SessionEnd.pump(a, b, 0);
        }
        assertThat(b.session.isClosed()).isTrue();
        assertThat(b.received(Topic.TX)).hasSize(2);
    }

    @Test
    void whatWaitsIsDeliveredWhenTheSessionFails() {
        receives(topic(Topic.TX, new RateLimit(ByteRates.LEAST, 1)));
        for (int i = 0; i < 10; i++) {
            a.session.offer(Topic.TX, numbered(i, 10_000));
        }
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSizeLessThan(10);
        b.receive(Bytes.wrap(new byte[1_044]), 0);
        assertThat(b.closed).isEqualTo(CloseReason.BAD_FRAME);
        assertThat(b.received(Topic.TX)).hasSize(10);
        assertThat(b.session.heldMemory()).isZero();
    }

    @Test
    void whoBecomesMustConnectWaitsNoLongerEitherWay() {
        a = new SessionEnd(SUITE, 1, config(TX, TX));
        b = new SessionEnd(SUITE, 2, config(TX, TX));
        SessionEnd.connect(a, b, 0);
        for (int i = 0; i < 40; i++) {
            a.session.offer(Topic.TX, numbered(i, 10_000));
        }
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSizeLessThan(20);
        a.session.reclassified(false);
        b.session.reclassified(false);
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSize(40);
        a.session.reclassified(true);
        b.session.reclassified(true);
        for (int i = 0; i < 40; i++) {
            a.session.offer(Topic.TX, numbered(i, 10_000));
        }
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSizeLessThan(60);
    }

    @Test
    void nothingWaitsWithoutARate() {
        SessionEnd.connect(a, b, 0);
        for (int i = 0; i < 500; i++) {
            a.session.offer(Topic.TX, numbered(i, 10_000));
            SessionEnd.pump(a, b, 0);
        }
        assertThat(b.received(Topic.TX)).hasSize(500);
        assertThat(a.waited).isEmpty();
        assertThat(b.waited).isEmpty();
    }
}
