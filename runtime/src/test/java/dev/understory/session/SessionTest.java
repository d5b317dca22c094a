package dev.understory.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.FrameOpener;
import dev.understory.frame.FrameSealer;
import dev.understory.frame.Frames;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.LocalIdentity;
import dev.understory.limits.Allowance;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.RecordReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SessionTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final CryptoSuite MODELLED = CryptoSuites.modelled();

    static Stream<CryptoSuite> suites() {
        return Stream.of(CryptoSuites.real(), MODELLED);
    }

    private final SessionEnd a = new SessionEnd(MODELLED, 1);
    private final SessionEnd b = new SessionEnd(MODELLED, 2);

    @ParameterizedTest
    @MethodSource("suites")
    void twoSessionsAuthenticateEachOtherAndExchangeMessages(CryptoSuite suite) {
        SessionEnd one = new SessionEnd(suite, 1);
        SessionEnd two = new SessionEnd(suite, 2);
        SessionEnd.connect(one, two, 5);
        assertThat(one.peer.peer()).isEqualTo(two.self.key().publicKey());
        assertThat(two.peer.peer()).isEqualTo(one.self.key().publicKey());

        assertThat(one.session.offer(Topic.TX, bytes("to two"))).isEqualTo(SendOutcome.ACCEPTED);
        assertThat(two.session.offer(Topic.CONSENSUS, Bytes.EMPTY)).isEqualTo(SendOutcome.ACCEPTED);
        SessionEnd.pump(one, two, 6);

        assertThat(two.received(Topic.TX)).containsExactly(bytes("to two"));
        assertThat(one.received(Topic.CONSENSUS)).containsExactly(Bytes.EMPTY);
    }

    @Test
    void u3WhatIsSentOnAnIdleLinkIsWrittenAtOnce() {
        SessionEnd.connect(a, b, 5);
        a.session.offer(Topic.TX, bytes("one"));
        assertThat(SessionEnd.carry(a, b, 5)).isTrue();
        assertThat(b.received(Topic.TX)).containsExactly(bytes("one"));
    }

    @Test
    void u3WhatComesWhileTheLinkIsBusyGoesTogether() {
        SessionEnd.connect(a, b, 5);
        a.session.offer(Topic.TX, bytes("one"));
        a.session.offer(Topic.TX, bytes("two"));
        a.session.offer(Topic.CONSENSUS, bytes("three"));
        assertThat(a.produce(5)).extracting(Bytes::size).isEqualTo(Frames.SIZE);
        assertThat(a.produce(5)).isNull();
    }

    @Test
    void theHandshakeTakes2126BytesEachWay() {
        a.admits = false;
        b.admits = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        assertThat(a.session.counters().bytesReceived()).isEqualTo(2_126);
        assertThat(b.session.counters().bytesReceived()).isEqualTo(2_126);
    }

    @Test
    void sendsAreRefusedBeforeAdmissionAndAfterTheEnd() {
        assertThat(a.session.offer(Topic.TX, Bytes.EMPTY)).isEqualTo(SendOutcome.NO_SUCH_PEER);
        a.admits = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        assertThat(a.peer).isNotNull();
        assertThat(a.session.offer(Topic.TX, Bytes.EMPTY)).isEqualTo(SendOutcome.NO_SUCH_PEER);
        a.session.admitted(true, 0);
        assertThat(a.session.offer(Topic.TX, Bytes.EMPTY)).isEqualTo(SendOutcome.ACCEPTED);
        a.session.close();
        assertThat(a.session.offer(Topic.TX, Bytes.EMPTY)).isEqualTo(SendOutcome.CLOSED);
    }

    @Test
    void c16WhatComesBeforeAdmissionIsDeliveredAfterItInOrder() {
        b.admits = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        for (int i = 0; i < 50; i++) {
            a.session.offer(Topic.TX, bytes("early " + i));
            SessionEnd.pump(a, b, 0);
        }
        assertThat(b.messages).isEmpty();
        assertThat(b.session.heldMemory()).isPositive();

        b.session.admitted(true, 1);

        assertThat(b.received(Topic.TX)).hasSize(50).first().isEqualTo(bytes("early 0"));
        assertThat(b.received(Topic.TX)).last().isEqualTo(bytes("early 49"));
        assertThat(b.session.heldMemory()).isZero();
    }

    @Test
    void c16APeerThatIsRefusedHasDeliveredNothing() {
        b.admits = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        a.session.offer(Topic.TX, bytes("refused"));
        SessionEnd.pump(a, b, 0);
        b.session.close();
        b.session.admitted(true, 1);
        assertThat(b.messages).isEmpty();
        assertThat(b.session.heldMemory()).isZero();
    }

    @Test
    void tooMuchBeforeAdmissionCloses() {
        b.admits = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        long now = 0;
        while (b.closed == null) {
            a.session.offer(Topic.CONSENSUS, Bytes.wrap(new byte[60_000]));
            SessionEnd.carry(a, b, now);
            assertThat(b.session.heldMemory()).isLessThanOrEqualTo(1 << 20);
        }
        assertThat(b.closed).isEqualTo(CloseReason.MEMORY_BUDGET);
        assertThat(b.session.heldMemory()).isZero();
    }

    @Test
    void packetsRightBehindTheMetaRecordAreKeptUntilThePeerIsVerifiedAndAdmitted() {
        b.worksAtOnce = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.pump(a, b, 0);
        assertThat(b.work).hasSize(2).first().isInstanceOf(Work.Sign.class);
        b.doWork(1);
        SessionEnd.pump(a, b, 0);
        assertThat(a.session.isEstablished()).isTrue();
        a.session.offer(Topic.TX, bytes("quick"));
        SessionEnd.pump(a, b, 0);
        assertThat(b.messages).isEmpty();

        b.doWork(1);

        assertThat(b.session.isEstablished()).isTrue();
        assertThat(b.received(Topic.TX)).containsExactly(bytes("quick"));
    }

    @Test
    void h1AHandshakeThatDoesNotGoOnEndsAtItsDeadline() {
        a.session.start(0);
        long deadline = a.session.nextDeadlineNanos();
        assertThat(deadline).isEqualTo(SECOND);
        a.tick(deadline - 1);
        assertThat(a.closed).isNull();
        a.tick(deadline);
        assertThat(a.closed).isEqualTo(CloseReason.HANDSHAKE_TIMEOUT);
    }

    @Test
    void anOverloadedSignatureServiceEndsTheHandshake() {
        a.worksAtOnce = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.carry(b, a, 0);
        assertThat(a.work).hasSize(1);
        a.session.overloaded();
        assertThat(a.closed).isEqualTo(CloseReason.OVERLOADED);
    }

    @Test
    void h27ABannerOrZerosCloseAtOnceAndAreNotAnswered() {
        for (byte[] banner : List.of("GET / HTTP/1.1\r\n".getBytes(US_ASCII), new byte[1_000_000])) {
            SessionEnd end = new SessionEnd(MODELLED, 3);
            end.session.start(0);
            end.receive(Bytes.wrap(banner), 0);
            assertThat(end.closed).isEqualTo(CloseReason.HANDSHAKE_MALFORMED);
            assertThat(end.produce(0)).isNull();
            assertThat(end.session.heldMemory()).isZero();
        }
    }

    @Test
    void aMessageThatIsTooLargeOrFindsNoRoomIsRefusedWhole() {
        SessionEnd.connect(a, b, 0);
        assertThat(a.session.offer(Topic.PEERS_REQUEST, Bytes.wrap(new byte[(4 << 20) + 1])))
                .isEqualTo(SendOutcome.TOO_LARGE);
        Bytes large = Bytes.wrap(new byte[6 << 20]);
        assertThat(a.session.offer(Topic.TX, large)).isEqualTo(SendOutcome.ACCEPTED);
        assertThat(a.session.offer(Topic.TX, large)).isEqualTo(SendOutcome.ACCEPTED);
        assertThat(a.session.offer(Topic.TX, large)).isEqualTo(SendOutcome.QUEUE_FULL);
        assertThat(a.session.queuedBytes(Topic.TX)).isEqualTo(12 << 20);
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.TX)).hasSize(2);
        assertThat(a.session.hasUnsent()).isFalse();
    }

    @Test
    void manySmallMessagesShareFramesAndArriveInOneBatch() {
        SessionEnd.connect(a, b, 0);
        int before = b.batches;
        Bytes message = Bytes.wrap(new byte[100]);
        for (int i = 0; i < 400; i++) {
            a.session.offer(Topic.TX, message);
        }
        Bytes sealed = a.produce(1);
        assertThat(sealed).isNotNull();
        assertThat(sealed.size()).isLessThan(400 * 165);
        b.receive(sealed, 1);
        assertThat(b.received(Topic.TX)).hasSize(400);
        assertThat(b.batches - before).isEqualTo(1);
    }

    @Test
    void pendingIsSaidOnceUntilProduceHasRunDry() {
        SessionEnd.connect(a, b, 0);
        int before = a.pendings;
        for (int i = 0; i < 10; i++) {
            a.session.offer(Topic.TX, bytes("x"));
        }
        assertThat(a.pendings).isEqualTo(before + 1);
        a.produce(0);
        a.session.offer(Topic.TX, bytes("y"));
        assertThat(a.pendings).isEqualTo(before + 2);
    }

    @Test
    void aSmallBufferGetsAFrameAtLeast() {
        SessionEnd.connect(a, b, 0);
        a.session.offer(Topic.CONSENSUS, Bytes.wrap(new byte[5_000]));
        Bytes frame = a.session.produce(10, 0);
        assertThat(frame).isNotNull();
        assertThat(frame.size()).isEqualTo(Frames.SIZE);
        b.receive(frame, 0);
        while ((frame = a.session.produce(3 * Frames.SIZE, 0)) != null) {
            assertThat(frame.size()).isLessThanOrEqualTo(3 * Frames.SIZE);
            b.receive(frame, 0);
        }
        assertThat(b.received(Topic.CONSENSUS)).extracting(Bytes::size).containsExactly(5_000);
    }

    @Test
    void pingsGoOutAtAdmissionAndEachSecondAndTellTheRoundTrip() {
        SessionEnd.connect(a, b, 0);
        assertThat(a.roundTrips).containsExactly(0L);
        long due = a.session.nextDeadlineNanos();
        assertThat(due).isEqualTo(SECOND);
        a.tick(due);
        SessionEnd.carry(a, b, due);
        SessionEnd.carry(b, a, due + 40 * MILLI);
        assertThat(a.roundTrips).containsExactly(0L, 40 * MILLI);
        assertThat(a.session.nextDeadlineNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void u5PingsAreAnsweredThoughNobodyTakesTheMessages() {
        SessionEnd.connect(a, b, 0);
        for (long now = SECOND; now <= 300 * SECOND; now += SECOND) {
            a.tick(now);
            SessionEnd.carry(a, b, now);
            Bytes pong = b.produce(now);
            assertThat(pong).isNotNull();
            a.receive(pong, now);
        }
        assertThat(a.closed).isNull();
        assertThat(a.roundTrips).hasSize(301);
    }

    @Test
    void l2SilenceEndsTheSessionAfterThreeSeconds() {
        SessionEnd.connect(a, b, 0);
        for (long now = SECOND; now < 3 * SECOND; now += SECOND) {
            a.tick(now);
            assertThat(a.closed).isNull();
        }
        assertThat(a.session.nextDeadlineNanos()).isEqualTo(3 * SECOND);
        a.tick(3 * SECOND);
        assertThat(a.closed).isEqualTo(CloseReason.LIVENESS_TIMEOUT);
        assertThat(a.session.nextDeadlineNanos()).isEqualTo(Session.NO_DEADLINE);
    }

    /** As long as what they belong to may stand still. */
    @Test
    void u6AnyByteKeepsThePeerAliveNotOnlyWholePackets() {
        SessionEnd.connect(a, b, 0);
        b.session.offer(Topic.BLOCK, Bytes.wrap(new byte[60_000]));
        Bytes slow = b.produce(0);
        assertThat(slow).isNotNull();
        for (int i = 0; i < 9; i++) {
            long now = (i + 1) * (2 * SECOND);
            a.tick(now);
            a.produce(now);
            a.receive(slow.slice(i, 1), now);
        }
        assertThat(a.closed).isNull();
    }

    @Test
    void l7APauseOfTwoAndAHalfSecondsSurvives() {
        SessionEnd.connect(a, b, 0);
        long resumed = 2_500 * MILLI;
        a.tick(resumed);
        b.tick(resumed);
        SessionEnd.pump(a, b, resumed);
        a.tick(3 * SECOND);
        b.tick(3 * SECOND);
        assertThat(a.closed).isNull();
        assertThat(b.closed).isNull();
    }

    @Test
    void l1BytesThatTheLinkDoesNotTakeEndTheSession() {
        SessionEnd.connect(a, b, 0);
        a.session.offer(Topic.TX, bytes("stuck"));
        for (long now = SECOND; now < 11 * SECOND; now += SECOND) {
            keepAlive(b, a, now);
            assertThat(a.closed).isNull();
        }
        keepAlive(b, a, 11 * SECOND);
        assertThat(a.closed).isEqualTo(CloseReason.WRITE_STALLED);
        assertThat(a.session.heldMemory()).isZero();
    }

    @Test
    void l1APeerThatAnswersNoMoreWhileBulkWaitsEndsTheSession() {
        SessionEnd.connect(a, b, 0);
        Bytes bulk = Bytes.wrap(new byte[1 << 20]);
        long now = 0;
        while (a.closed == null) {
            now += SECOND;
            a.session.offer(Topic.BLOCK, bulk);
            keepAlive(b, a, now);
            while (a.produce(now) != null) {
                assertThat(a.session.queuedBytes(Topic.BLOCK)).isLessThanOrEqualTo(16L << 20);
            }
        }
        assertThat(a.closed).isEqualTo(CloseReason.WRITE_STALLED);
        assertThat(now).isBetween(10 * SECOND, 20 * SECOND);
    }

    @Test
    void f6TheEndOfTheCountersEndsTheSession() {
        SessionOutbound outbound = new SessionOutbound(
                SessionConfig.defaults(),
                Direction.OUTBOUND,
                new FrameSealer(MODELLED.aead(new byte[32]), -3L),
                new ShardBuffers(),
                new MemoryPool(Limits.memory()).peer(1_000_000, a),
                0);
        outbound.offer(Topic.CONSENSUS, Bytes.wrap(new byte[900]));
        assertThat(outbound.produce(Frames.SIZE, 0, byte[]::new)).isNotNull();
        outbound.offer(Topic.CONSENSUS, Bytes.wrap(new byte[2_000]));
        assertThat(outbound.exhaustion()).isNull();
        assertThat(outbound.produce(10 * Frames.SIZE, 0, byte[]::new)).isNull();
        assertThat(outbound.exhaustion().reason()).isEqualTo(CloseReason.NONCE_EXHAUSTED);
    }

    @Test
    void f6ThePeersLastCounterEndsTheSession() {
        FrameSealer sealer = new FrameSealer(MODELLED.aead(new byte[32]), -2L);
        PeerMemory memory = new MemoryPool(Limits.memory()).peer(1_000_000, a);
        SessionInbound inbound = new SessionInbound(
                SessionConfig.defaults(),
                new SessionHandshake.Channel(
                        sealer, new FrameOpener(MODELLED.aead(new byte[32]), -2L), new RecordReader(1)),
                new ShardBuffers(),
                memory,
                new SessionOutbound(
                        SessionConfig.defaults(), Direction.OUTBOUND, sealer, new ShardBuffers(), memory, 0),
                a,
                Allowance.fresh(Limits.allowance(), 0),
                true);
        byte[] frame = new byte[Frames.SIZE];
        sealer.seal(new byte[Frames.PLAIN], 4, 3, frame, 0);
        assertThat(inbound.received(Bytes.wrap(frame), 0)).isNull();
        assertThat(inbound.received(Bytes.wrap(new byte[Frames.SIZE]), 0).reason())
                .isEqualTo(CloseReason.NONCE_EXHAUSTED);
    }

    @Test
    void f7AReconnectionOfTheSamePeersHasOtherKeys() {
        CryptoSuite real = CryptoSuites.real();
        SecretWatch watch = new SecretWatch(real);
        LocalIdentity one = SessionEnd.identity(real, 1);
        LocalIdentity two = SessionEnd.identity(real, 2);
        for (int i = 0; i < 100; i++) {
            SessionEnd.connect(
                    new SessionEnd(watch, one, SessionEnd.seedBytes(2 * i), SessionConfig.defaults()),
                    new SessionEnd(real, two, SessionEnd.seedBytes(2 * i + 1), SessionConfig.defaults()),
                    0);
        }
        assertThat(watch.repeated).isZero();
        assertThat(watch.used).hasSize(200);
    }

    /** Lets {@code from} say something without reading, so that only what it does not take can end the session. */
    private static void keepAlive(SessionEnd from, SessionEnd to, long now) {
        from.session.offer(Topic.CONSENSUS, Bytes.EMPTY);
        Bytes next = from.produce(now);
        assertThat(next).isNotNull();
        to.receive(next, now);
        to.tick(now);
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(US_ASCII));
    }
}
