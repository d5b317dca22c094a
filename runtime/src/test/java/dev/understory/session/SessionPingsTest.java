package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.FrameSealer;
import dev.understory.frame.Frames;
import dev.understory.frame.ShardBuffers;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Pings;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Who pings when, and that each end hears a whole packet of the other in time. */
class SessionPingsTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    /** What a peer of the protocol bears (wire.md, section 3.8), with a second to spare for what it does not hear in time. */
    private static final long LONGEST_SILENCE = 2 * SECOND;

    private final SessionEnd dialler = new SessionEnd(SUITE, 1);
    private final SessionEnd dialled = SessionEnd.dialled(SUITE, 2);
    private final Way there = new Way(dialler, dialled);
    private final Way back = new Way(dialled, dialler);

    private record Flight(Bytes bytes, long arrives) {}

    /** One way of a link: each write arrives after the delay that is drawn for it, in order. */
    private static final class Way {
        private final SessionEnd from;
        private final SessionEnd to;
        private final ArrayDeque<Flight> flights = new ArrayDeque<>();
        private boolean writable = true;
        private long lastArrival;
        private long longestSilence;
        private long writes;

        Way(SessionEnd from, SessionEnd to) {
            this.from = from;
            this.to = to;
        }

        void step(long now, LongUnaryOperator delay) {
            if (from.session.nextDeadlineNanos() <= now) {
                from.tick(now);
            }
            for (Bytes next = writable ? from.produce(now) : null; next != null; next = from.produce(now)) {
                long arrives = now + delay.applyAsLong(writes++);
                flights.add(new Flight(
                        next,
                        flights.isEmpty()
                                ? arrives
                                : Math.max(arrives, flights.peekLast().arrives())));
            }
            while (!flights.isEmpty() && flights.peekFirst().arrives() <= now) {
                to.receive(flights.removeFirst().bytes(), now);
                longestSilence = Math.max(longestSilence, now - lastArrival);
                lastArrival = now;
            }
        }
    }

    /** Time passes, millisecond by millisecond, after the ends have connected at 0. */
    private void pass(long from, long until, LongUnaryOperator delay) {
        for (long now = from; now < until; now += MILLI) {
            there.step(now, delay);
            back.step(now, delay);
        }
        assertThat(dialler.closed).isNull();
        assertThat(dialled.closed).isNull();
    }

    private static long pingsHeardBy(SessionEnd end) {
        return end.session.counters().pings();
    }

    @Test
    void ofTwoIdleEndsOnlyTheOneThatDialledPingsAndHearsTheAnswer() {
        SessionEnd.connect(dialler, dialled, 0);
        pass(0, 60 * SECOND, write -> (30 + write * 17 % 40) * MILLI);
        assertThat(pingsHeardBy(dialled))
                .as("one at the beginning, one a second")
                .isBetween(59L, 61L);
        assertThat(pingsHeardBy(dialler)).as("the one at the beginning").isEqualTo(1);
        assertThat(there.writes + back.writes).isLessThan(2 * 63);
        assertThat(there.longestSilence).isLessThan(LONGEST_SILENCE);
        assertThat(back.longestSilence).isLessThan(LONGEST_SILENCE);
    }

    @Test
    void bothPingWhereDelaysVaryByMoreThanThePatienceOfTheOneThatWasDialled() {
        SessionEnd.connect(dialler, dialled, 0);
        pass(0, 60 * SECOND, write -> (write * 370 % 800) * MILLI);
        assertThat(pingsHeardBy(dialler)).isGreaterThan(1);
        assertThat(pingsHeardBy(dialled) + pingsHeardBy(dialler)).isLessThan(130);
        assertThat(there.longestSilence).isLessThan(LONGEST_SILENCE);
        assertThat(back.longestSilence).isLessThan(LONGEST_SILENCE);
    }

    @Test
    void whoeverSendsMessagesNeedsNoPingsAndHearsThoseOfTheOther() {
        SessionEnd.connect(dialler, dialled, 0);
        for (long now = 0; now < 30 * SECOND; now += SECOND / 2) {
            dialler.session.offer(Topic.CONSENSUS, Bytes.wrap(new byte[100]));
            pass(now, now + SECOND / 2, write -> 20 * MILLI);
        }
        assertThat(pingsHeardBy(dialled)).as("the one at the beginning").isEqualTo(1);
        assertThat(pingsHeardBy(dialler)).as("one in 17/16 s").isBetween(27L, 30L);
        assertThat(there.longestSilence).isLessThan(SECOND);
        assertThat(back.longestSilence).isLessThan(LONGEST_SILENCE);
    }

    @Test
    void aLinkThatTakesNothingForAWhileTakesAPingBeforeAllElse() {
        SessionEnd.connect(dialler, dialled, 0);
        pass(0, SECOND / 2, write -> MILLI);
        there.writable = false;
        dialler.session.offer(Topic.TX, Bytes.wrap(new byte[300_000]));
        pass(SECOND / 2, 2 * SECOND, write -> MILLI);
        long before = pingsHeardBy(dialled);
        Bytes first = dialler.session.produce(Frames.SIZE, 2 * SECOND);
        assertThat(first).isNotNull();
        dialled.receive(first, 2 * SECOND);
        assertThat(pingsHeardBy(dialled)).isEqualTo(before + 1);
    }

    /** A link of 128 KiB/s is given 64 KiB at a time; a packet takes an eighth of a second. */
    @Test
    void whileALongMessageIsUnderWayItsPacketsKeepThePeerContent() {
        SessionEnd.connect(dialler, dialled, 0);
        dialler.session.offer(Topic.BLOCK, Bytes.wrap(new byte[2 << 20]));
        there.writable = false;
        long free = 0;
        for (long now = 0; now < 20 * SECOND; now += MILLI) {
            if (free <= now && dialler.session.isReady()) {
                Bytes next = dialler.produce(now);
                assertThat(next).isNotNull();
                free = now;
                for (int at = 0; at < next.size(); at += Frames.SIZE) {
                    free += Frames.SIZE * SECOND / (128 << 10);
                    there.flights.add(new Flight(next.slice(at, Frames.SIZE), free));
                }
            }
            there.step(now, write -> 0);
            back.step(now, write -> MILLI);
        }
        assertThat(dialled.received(Topic.BLOCK)).hasSize(1);
        assertThat(there.longestSilence).isLessThan(LONGEST_SILENCE);
        assertThat(dialler.closed).isNull();
    }

    @Test
    void aPeerThatNeverAnswersIsPingedOnAndNotHeldToTheWindow() {
        HostilePeer peer = HostilePeer.admitted(SUITE);
        SessionEnd victim = peer.victim;
        long pings = 0;
        for (long now = SECOND; now <= 20 * SECOND; now += SECOND) {
            peer.now = now;
            peer.packet(Topic.TX.id(), true, new byte[] {1});
            victim.tick(now);
            pings += peer.readTexts(Topic.HEARTBEAT.id()).size();
        }
        assertThat(victim.closed).isNull();
        assertThat(pings).as("one a second").isEqualTo(20);
        victim.session.offer(Topic.BLOCK, Bytes.wrap(new byte[4 << 20]));
        while (victim.produce(20 * SECOND) != null) {
            continue;
        }
        assertThat(victim.session.hasUnsent()).isFalse();
    }

    /** Urgent messages go on, so that no silence would ever bring the ping that the others wait for. */
    @Test
    void aWindowThatOnePongForSeveralPingsLeavesShutIsAskedForAtOnce() {
        SessionOutbound outbound = outbound();
        outbound.tick(0);
        write(outbound, 0);
        assertThat(outbound.ponged(MILLI)).isEqualTo(Pings.Pong.ANSWER);
        outbound.tick(SECOND);
        write(outbound, SECOND);
        outbound.offer(Topic.BLOCK, Bytes.wrap(new byte[4 << 20]));
        write(outbound, SECOND);
        assertThat(outbound.window().isOpen()).isFalse();
        outbound.tick(2 * SECOND);
        write(outbound, 2 * SECOND);

        assertThat(outbound.ponged(2 * SECOND + MILLI))
                .as("only the first is told of")
                .isEqualTo(Pings.Pong.ANSWER);

        assertThat(outbound.window().isOpen()).isFalse();
        assertThat(outbound.window().wantsPing())
                .as("little was sent since the last")
                .isFalse();
        assertThat(outbound.isReady()).isTrue();
    }

    /** The pong that was under way for an interval left room; what filled it since is too little to be asked for. */
    @Test
    void aWindowThatShutsWithNoPingUnderWayIsAskedForAtOnce() {
        SessionOutbound outbound = outbound();
        outbound.tick(0);
        write(outbound, 0);
        outbound.offer(Topic.BLOCK, Bytes.wrap(new byte[116_000]));
        write(outbound, 0);
        outbound.tick(SECOND);
        write(outbound, SECOND);
        assertThat(outbound.ponged(SECOND + MILLI)).as("of the first").isEqualTo(Pings.Pong.ANSWER);
        assertThat(outbound.ponged(SECOND + MILLI)).as("of the second").isEqualTo(Pings.Pong.LATE);
        assertThat(outbound.window().isOpen()).isTrue();

        outbound.offer(Topic.BLOCK, Bytes.wrap(new byte[4 << 20]));
        write(outbound, SECOND + MILLI);

        assertThat(outbound.window().isOpen()).isFalse();
        assertThat(outbound.ponged(SECOND + 2 * MILLI)).isEqualTo(Pings.Pong.ANSWER);
        assertThat(outbound.window().isOpen()).isTrue();
    }

    /** It need not answer (wire.md, section 0.6); our pongs break every silence, so none brings a ping or a deadline. */
    @Test
    void aPeerThatPingsAndNeverAnswersIsNotHeldToTheWindowForEver() {
        HostilePeer peer = HostilePeer.admitted(SessionEnd.dialled(SUITE, 1));
        SessionEnd victim = peer.victim;
        victim.session.offer(Topic.BLOCK, Bytes.wrap(new byte[4 << 20]));
        pingEachHalfSecond(peer, 0, 10 * SECOND);
        assertThat(victim.closed).isNull();
        assertThat(victim.session.hasUnsent()).isFalse();
    }

    @Test
    void aPeerThatPingsAndStopsAnsweringWhileBulkWaitsHasStalled() {
        HostilePeer peer = HostilePeer.admitted(SessionEnd.dialled(SUITE, 1));
        SessionEnd victim = peer.victim;
        peer.read();
        peer.packet(Topic.HEARTBEAT.id(), true, "pong".getBytes(StandardCharsets.US_ASCII));
        victim.session.offer(Topic.BLOCK, Bytes.wrap(new byte[4 << 20]));
        pingEachHalfSecond(peer, 0, 40 * SECOND);
        assertThat(victim.closed).isEqualTo(CloseReason.WRITE_STALLED);
    }

    /** The victim has a turn when something comes or its deadline does. */
    private static void pingEachHalfSecond(HostilePeer peer, long from, long until) {
        for (long now = from; now < until && peer.victim.closed == null; now += SECOND / 10) {
            peer.now = now;
            if (now % (SECOND / 2) == 0) {
                peer.packet(Topic.HEARTBEAT.id(), true, "ping".getBytes(StandardCharsets.US_ASCII));
            }
            if (peer.victim.session.nextDeadlineNanos() <= now) {
                peer.victim.tick(now);
                assertThat(peer.victim.session.nextDeadlineNanos()).isGreaterThan(now);
            }
            peer.read();
        }
    }

    /** A network gives us a few frames at a time. */
    @Test
    void pingsThatAcknowledgeBulkAreNoFloodInHoweverSmallPiecesItComes() {
        HostilePeer peer = HostilePeer.admitted(SUITE);
        for (int i = 0; i < 4_000; i++) {
            for (int piece = 0; piece < 8; piece++) {
                peer.packet(Topic.BLOCK.id(), piece == 7, new byte[4 * Frames.DATA - 100]);
            }
            peer.packet(Topic.HEARTBEAT.id(), true, "ping".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(peer.victim.closed).isNull();
    }

    @Test
    void aPongThatLeavesTheWindowShutAsksForTheNextPing() {
        SessionOutbound outbound = outbound();
        outbound.tick(0);
        fillWindow(outbound, 0);
        long now = outbound.nextDeadlineNanos();
        outbound.tick(now);
        assertThat(outbound.produce(64 * Frames.SIZE, now, byte[]::new))
                .as("the interval's ping, after all that the window allows")
                .isNotNull();
        assertThat(outbound.ponged(now)).isEqualTo(Pings.Pong.ANSWER);

        assertThat(outbound.window().isOpen())
                .as("the pong may have answered the first ping")
                .isFalse();
        assertThat(outbound.isReady()).isTrue();
        assertThat(outbound.produce(64 * Frames.SIZE, now, byte[]::new)).isNotNull();
        assertThat(outbound.ponged(now + MILLI)).isEqualTo(Pings.Pong.ANSWER);
        assertThat(outbound.window().isOpen()).isTrue();
    }

    @Test
    void whatAShutWindowHoldsFillsTheFramesThatAreSentAnyhow() {
        SessionOutbound outbound = outbound();
        outbound.tick(0);
        fillWindow(outbound, 0);
        long before = outbound.scheduler().queuedBytes();
        assertThat(outbound.isReady()).isFalse();

        outbound.offer(Topic.CONSENSUS, Bytes.wrap(new byte[100]));
        assertThat(outbound.produce(64 * Frames.SIZE, 0, byte[]::new).size()).isEqualTo(Frames.SIZE);
        long filled = before - outbound.scheduler().queuedBytes();
        assertThat(filled).isBetween(Frames.DATA - 300L, Frames.DATA - 200L);
        assertThat(outbound.isReady()).isFalse();
        assertThat(outbound.produce(64 * Frames.SIZE, 0, byte[]::new)).isNull();
    }

    @Test
    void aPeerThatAnswersEachPingIsAskedSeveralTimesAWindow() {
        SessionOutbound outbound = outbound();
        outbound.tick(0);
        fillWindow(outbound, 0);
        assertThat(outbound.ponged(MILLI)).as("the first ping").isEqualTo(Pings.Pong.ANSWER);
        fillWindow(outbound, MILLI);
        assertThat(outbound.ponged(2 * MILLI)).as("the first of a pair").isEqualTo(Pings.Pong.ANSWER);
        assertThat(outbound.ponged(2 * MILLI)).as("the second").isEqualTo(Pings.Pong.LATE);
        fillWindow(outbound, 2 * MILLI);

        for (int i = 1; i <= 2; i++) {
            assertThat(outbound.ponged((2 + i) * MILLI)).isEqualTo(Pings.Pong.ANSWER);
            assertThat(outbound.roundTripNanos()).isEqualTo(i * MILLI);
        }
        assertThat(outbound.window().isOpen()).isTrue();
    }

    @Test
    void aPeerThatAnswersNoneOfSeveralPingsForAnIntervalIsAskedAgainByOne() {
        SessionOutbound outbound = outbound();
        outbound.tick(0);
        fillWindow(outbound, 0);
        outbound.ponged(0);
        fillWindow(outbound, 0);
        outbound.ponged(0);
        assertThat(outbound.ponged(0)).isEqualTo(Pings.Pong.LATE);
        fillWindow(outbound, 0);
        assertThat(outbound.isReady()).isFalse();

        long now = outbound.nextDeadlineNanos();
        outbound.offer(Topic.CONSENSUS, Bytes.EMPTY);
        outbound.produce(64 * Frames.SIZE, now, byte[]::new);
        outbound.tick(now);
        assertThat(outbound.isReady()).as("although something was written").isTrue();
        outbound.produce(64 * Frames.SIZE, now, byte[]::new);
        assertThat(outbound.ponged(now)).as("answers all of them").isEqualTo(Pings.Pong.ANSWER);
        assertThat(outbound.ponged(now)).isEqualTo(Pings.Pong.LATE);
    }

    private static SessionOutbound outbound() {
        return new SessionOutbound(
                SessionConfig.defaults(),
                Direction.OUTBOUND,
                new FrameSealer(SUITE.aead(new byte[32])),
                new ShardBuffers(),
                new MemoryPool(Limits.memory()).peer(1_000_000, () -> {}),
                0);
    }

    private static void fillWindow(SessionOutbound outbound, long now) {
        while (outbound.window().isOpen()) {
            outbound.offer(Topic.BLOCK, Bytes.wrap(new byte[1 << 20]));
            write(outbound, now);
        }
    }

    private static void write(SessionOutbound outbound, long now) {
        while (outbound.produce(ShardBuffers.FRAMES * Frames.SIZE, now, byte[]::new) != null) {
            continue;
        }
    }
}
