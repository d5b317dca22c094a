package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.Frames;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Two sessions over links with a rate, a delay and a large send buffer, in time that is moved by hand. */
final class SessionLinkTest {
    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** One direction: first the sender's buffer, which drains at the rate, then the delay. */
    private static final class Pipe {
        private record Piece(Bytes bytes, long arrives) {}

        private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
        private final long delay;
        private final long bytesPerSecond;
        private final long buffer;
        private long freeAt;
        private boolean cut;

        Pipe(long delay, long bytesPerSecond, long buffer) {
            this.delay = delay;
            this.bytesPerSecond = bytesPerSecond;
            this.buffer = buffer;
        }

        boolean isWritable(long now) {
            return (freeAt - now) / 1e9 * bytesPerSecond < buffer;
        }

        void write(Bytes bytes, long now) {
            freeAt = Math.max(freeAt, now) + bytes.size() * SECOND / bytesPerSecond;
            if (!cut) {
                pieces.add(new Piece(bytes, freeAt + delay));
            }
        }

        void deliver(SessionEnd to, long now) {
            while (!pieces.isEmpty() && pieces.peekFirst().arrives() <= now) {
                to.receive(pieces.removeFirst().bytes(), now);
            }
        }
    }

    private final SessionEnd a;
    private final SessionEnd b;
    private long now;

    SessionLinkTest() {
        a = new SessionEnd(CryptoSuites.modelled(), 1);
        b = new SessionEnd(CryptoSuites.modelled(), 2);
    }

    @Test
    void l4AnEightMegabyteBlockOverASlowLinkKeepsTheConnectionAndHeartbeatsOvertake() {
        Pipe up = new Pipe(25 * MILLI, 32_000, 256 * 1024);
        Pipe down = new Pipe(25 * MILLI, 32_000, 256 * 1024);
        connect(a, b, up, down);
        a.session.offer(Topic.BLOCK, Bytes.wrap(new byte[8 << 20]));
        a.roundTrips.clear();
        while (b.received(Topic.BLOCK).isEmpty() && now < 600 * SECOND) {
            step(up, down, 5 * MILLI);
            assertThat(a.closed).as(a.detail).isNull();
            assertThat(b.closed).as(b.detail).isNull();
        }
        assertThat(b.received(Topic.BLOCK)).extracting(Bytes::size).containsExactly(8 << 20);
        assertThat(now / SECOND).as("the link was not idle").isLessThan(300);
        assertThat(a.roundTrips).hasSizeGreaterThan(30);
        assertThat(Collections.max(a.roundTrips)).isLessThan(8 * SECOND);
    }

    @Test
    void consensusIsNotHeldUpByBulkInALargeSendBuffer() {
        assertThat(worstConsensusDelay(SessionConfig.defaults())).isLessThan(MILLI);
    }

    @Test
    void norByBulkInLargeFrames() {
        Capabilities large = Capabilities.of(EnumSet.of(Capability.LARGE_FRAMES), "");
        assertThat(worstConsensusDelay(SessionConfig.defaults(), large)).isLessThan(MILLI);
    }

    @Test
    void withoutTheWindowItWouldBe() {
        SessionConfig on = SessionConfig.defaults();
        SessionConfig off = new SessionConfig(
                on.handshake(),
                on.times(),
                on.memory(),
                on.allowance(),
                new DeliveryWindow.Settings(false, 128 * 1024, 64 << 20, 300 * MICRO));
        assertThat(worstConsensusDelay(off)).isGreaterThan(3 * MILLI);
    }

    @Test
    void m13AMillionTinyTransactionsDoNotHoldUpConsensus() {
        Bytes tiny = Bytes.wrap(new byte[100]);
        Pipe up = new Pipe(30 * MICRO, 90_000_000, 4 << 20);
        Pipe down = new Pipe(30 * MICRO, 90_000_000, 4 << 20);
        connect(a, b, up, down);
        int refused = 0;
        int delivered = 0;
        long worst = 0;
        long sentAt = 0;
        while (delivered < 1_000_000) {
            while (a.session.offer(Topic.TX, tiny) == SendOutcome.ACCEPTED) {
                continue;
            }
            refused++;
            if (sentAt == 0) {
                assertThat(a.session.offer(Topic.CONSENSUS, tiny)).isEqualTo(SendOutcome.ACCEPTED);
                sentAt = now;
            }
            step(up, down, 50 * MICRO);
            if (!b.received(Topic.CONSENSUS).isEmpty()) {
                worst = Math.max(worst, now > SECOND / 5 ? now - sentAt : 0);
                sentAt = 0;
            }
            delivered += b.received(Topic.TX).size();
            b.messages.clear();
        }
        assertThat(refused).isPositive();
        assertThat(worst).isLessThan(2 * MILLI);
    }

    @Test
    void bulkFillsALongFastPath() {
        Pipe up = new Pipe(50 * MILLI, 100_000_000, 4 << 20);
        Pipe down = new Pipe(50 * MILLI, 100_000_000, 4 << 20);
        connect(a, b, up, down);
        Bytes bulk = Bytes.wrap(new byte[1_000_000]);
        long inSecondFive = 0;
        while (now < 5 * SECOND) {
            while (a.session.offer(Topic.BLOCK, bulk) == SendOutcome.ACCEPTED) {
                continue;
            }
            step(up, down, 500 * MICRO);
            if (now > 4 * SECOND) {
                inSecondFive += b.received(Topic.BLOCK).size() * 1_000_000L;
            }
            b.messages.clear();
        }
        assertThat(inSecondFive).isGreaterThan(90_000_000);
    }

    @Test
    void l9BothSidesSaturateTheirWritesAndBothGoOn() {
        Pipe up = new Pipe(100 * MICRO, 200_000_000, 256 * 1024);
        Pipe down = new Pipe(100 * MICRO, 200_000_000, 256 * 1024);
        connect(a, b, up, down);
        Bytes bulk = Bytes.wrap(new byte[300_000]);
        while (now < 2 * SECOND) {
            a.session.offer(Topic.BLOCK, bulk);
            b.session.offer(Topic.TX, bulk);
            step(up, down, 100 * MICRO);
        }
        assertThat(a.closed).isNull();
        assertThat(b.closed).isNull();
        assertThat(b.received(Topic.BLOCK).size()).isGreaterThan(600);
        assertThat(a.received(Topic.TX).size()).isGreaterThan(600);
    }

    @Test
    void l6BothEndsOfAOneWayPartitionAgreeWithinSixSeconds() {
        Pipe up = new Pipe(MILLI, 10_000_000, 256 * 1024);
        Pipe down = new Pipe(MILLI, 10_000_000, 256 * 1024);
        connect(a, b, up, down);
        while (now < 5 * SECOND) {
            step(up, down, 10 * MILLI);
        }
        up.cut = true;
        long cutAt = now;
        while (b.closed == null) {
            step(up, down, 10 * MILLI);
        }
        assertThat(b.closed).isEqualTo(CloseReason.LIVENESS_TIMEOUT);
        assertThat(now - cutAt).isLessThanOrEqualTo(3 * SECOND + 20 * MILLI);
        down.cut = true;
        while (a.closed == null) {
            step(up, down, 10 * MILLI);
        }
        assertThat(a.closed).isEqualTo(CloseReason.LIVENESS_TIMEOUT);
        assertThat(now - cutAt).isLessThanOrEqualTo(6 * SECOND + 50 * MILLI);
    }

    /** One way, while bulk saturates a fast link whose sender buffers four megabytes. */
    private long worstConsensusDelay(SessionConfig config) {
        return worstConsensusDelay(config, Capabilities.NONE);
    }

    private long worstConsensusDelay(SessionConfig config, Capabilities offered) {
        SessionEnd sender = SessionEnd.offering(CryptoSuites.modelled(), 3, offered, config);
        SessionEnd receiver = SessionEnd.offering(CryptoSuites.modelled(), 4, offered, config);
        Pipe up = new Pipe(30 * MICRO, 900_000_000L, 4 << 20);
        Pipe down = new Pipe(30 * MICRO, 900_000_000L, 4 << 20);
        connect(sender, receiver, up, down);
        Bytes bulk = Bytes.wrap(new byte[1_000_000]);
        long worst = 0;
        long sentAt = 0;
        long delivered = 0;
        while (now < SECOND) {
            while (sender.session.offer(Topic.BLOCK, bulk) == SendOutcome.ACCEPTED) {
                continue;
            }
            if (sentAt == 0) {
                sender.session.offer(Topic.CONSENSUS, Bytes.EMPTY);
                sentAt = now;
            }
            step(sender, receiver, up, down, 20 * MICRO);
            if (!receiver.received(Topic.CONSENSUS).isEmpty()) {
                worst = Math.max(worst, now > SECOND / 5 ? now - sentAt : 0);
                sentAt = 0;
            }
            delivered += receiver.received(Topic.BLOCK).size();
            receiver.messages.clear();
        }
        assertThat(delivered * 1_000_000).as("bulk bytes in a second").isGreaterThan(750_000_000);
        return worst;
    }

    private void connect(SessionEnd left, SessionEnd right, Pipe up, Pipe down) {
        left.session.start(now);
        right.session.start(now);
        while (!left.session.isEstablished() || !right.session.isEstablished()) {
            step(left, right, up, down, 10 * MICRO);
        }
    }

    private void step(Pipe up, Pipe down, long by) {
        step(a, b, up, down, by);
    }

    private void step(SessionEnd left, SessionEnd right, Pipe up, Pipe down, long by) {
        now += by;
        up.deliver(right, now);
        down.deliver(left, now);
        write(left, up);
        write(right, down);
        for (SessionEnd end : new SessionEnd[] {left, right}) {
            if (now >= end.session.nextDeadlineNanos()) {
                end.tick(now);
            }
        }
    }

    private void write(SessionEnd end, Pipe pipe) {
        while (pipe.isWritable(now)) {
            Bytes next = end.session.produce(64 * Frames.SIZE, now);
            if (next == null) {
                return;
            }
            pipe.write(next, now);
        }
    }
}
