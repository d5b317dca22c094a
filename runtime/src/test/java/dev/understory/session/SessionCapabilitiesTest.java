package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.Frames;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sessions whose ends tell each other what they can do beyond what a Canopy node can (wire.md, section 12). */
final class SessionCapabilitiesTest {
    private static final CryptoSuite REAL = CryptoSuites.real();
    private static final Capabilities SOME = new Capabilities(0, "one/1");
    private static final Capabilities ALL = Capabilities.of(EnumSet.allOf(Capability.class), "one/1");
    private static final Capabilities LARGE = Capabilities.of(EnumSet.of(Capability.LARGE_FRAMES), "");
    private static final Capabilities AES = Capabilities.of(EnumSet.of(Capability.AES_GCM), "");
    /** The key record, and two records in a frame each. */
    private static final int HANDSHAKE = 38 + 2 * Frames.SIZE;

    @Test
    void oursAndOursOldAndCanopysFormTalkInEveryPairing() {
        for (CryptoSuite suite : new CryptoSuite[] {REAL, CryptoSuites.modelled()}) {
            for (Capabilities one : new Capabilities[] {SOME, ALL, LARGE, AES, Capabilities.NONE}) {
                for (Capabilities other : new Capabilities[] {SOME, ALL, LARGE, AES, Capabilities.NONE}) {
                    SessionEnd a = SessionEnd.offering(suite, 1, one);
                    SessionEnd b = SessionEnd.offering(suite, 2, other);
                    SessionEnd.connect(a, b, 0);
                    assertThat(a.peer.common().software()).isEqualTo(one.isNone() ? "" : other.software());
                    assertThat(a.peer.common().offered()).isEqualTo(one.offered() & other.offered());
                    talk(a, b);
                }
            }
        }
    }

    @Test
    void whatComesBehindTheHandshakeInTheSameBytesIsOpenedWithTheNewKeys() {
        SessionEnd a = SessionEnd.offering(REAL, 1, SOME);
        SessionEnd b = SessionEnd.offering(REAL, 2, SOME);
        a.worksAtOnce = false;
        a.session.start(0);
        b.session.start(0);
        SessionEnd.carry(a, b, 0);
        SessionEnd.carry(b, a, 0);
        a.doWork(1);
        SessionEnd.carry(a, b, 0);
        assertThat(b.session.isEstablished()).isTrue();
        b.session.offer(Topic.TX, Bytes.wrap(new byte[5000]));
        SessionEnd.carry(b, a, 0);
        assertThat(a.session.isEstablished()).as("still checks signatures").isFalse();
        a.doWork(1);
        assertThat(a.received(Topic.TX)).extracting(Bytes::size).containsExactly(5000);
    }

    @Test
    void nothingMayFollowTheLastRecordUnderTheKeysOfTheHandshake() {
        for (boolean offers : new boolean[] {false, true}) {
            SessionEnd victim = SessionEnd.offering(REAL, 1, offers ? SOME : Capabilities.NONE);
            HostilePeer peer = new HostilePeer(victim, 2, 0, SOME);
            peer.trailer = new byte[] {0, 0, 0};
            peer.authenticate();
            assertThat(victim.closed).isEqualTo(offers ? CloseReason.HANDSHAKE_MALFORMED : null);
        }
    }

    /** H30: what is between two ends flips, drops or repeats bytes of what they negotiate with. */
    @Test
    void whoeverIsBetweenMakesNoEndUseLessThanBothOffer() {
        Random random = new Random(93);
        int ended = 0;
        for (int i = 0; i < 300; i++) {
            SessionEnd a = SessionEnd.offering(REAL, 1, SOME);
            SessionEnd b = SessionEnd.offering(REAL, 2, SOME);
            a.session.start(0);
            b.session.start(0);
            int position = random.nextInt(HANDSHAKE);
            Tampering tampering = new Tampering(i % 3, position, 1 << random.nextInt(8));
            for (boolean moved = true; moved; ) {
                moved = SessionEnd.carry(a, b, 0);
                moved |= carryThrough(tampering, b, a);
            }
            for (SessionEnd end : new SessionEnd[] {a, b}) {
                if (end.peer != null) {
                    assertThat(end.peer.common()).isEqualTo(SOME);
                }
            }
            a.session.offer(Topic.TX, Bytes.wrap(new byte[10]));
            b.session.offer(Topic.TX, Bytes.wrap(new byte[10]));
            SessionEnd.carry(a, b, 0);
            carryThrough(tampering, b, a);
            assertThat(a.receivedCount()).isZero();
            ended += a.closed != null ? 1 : 0;
        }
        assertThat(ended).as("the others wait for bytes that were dropped").isGreaterThan(150);
    }

    /** What is done to the byte at a position of the stream: flipped, dropped, or written twice. */
    private static final class Tampering {
        private final int kind;
        private final int position;
        private final int bit;
        private int passed;

        Tampering(int kind, int position, int bit) {
            this.kind = kind;
            this.position = position;
            this.bit = bit;
        }

        byte[] pass(byte[] bytes) {
            int at = position - passed;
            passed += bytes.length;
            if (at < 0 || at >= bytes.length) {
                return bytes;
            }
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            changed.write(bytes, 0, at);
            switch (kind) {
                case 0 -> changed.write(bytes[at] ^ bit);
                case 1 -> {}
                default -> changed.write(new byte[] {bytes[at], bytes[at]}, 0, 2);
            }
            changed.write(bytes, at + 1, bytes.length - at - 1);
            return changed.toByteArray();
        }
    }

    private static boolean carryThrough(Tampering tampering, SessionEnd from, SessionEnd to) {
        boolean any = false;
        for (Bytes next = from.produce(0); next != null; next = from.produce(0)) {
            any = true;
            to.receive(Bytes.wrap(tampering.pass(next.toArray())), 0);
        }
        return any;
    }

    @Test
    void aSmallMessageTakesFewBytesWithLargeFrames() {
        SessionEnd a = SessionEnd.offering(REAL, 1, ALL);
        SessionEnd b = SessionEnd.offering(REAL, 2, ALL);
        SessionEnd.connect(a, b, 0);
        a.session.offer(Topic.TX, Bytes.wrap(new byte[100]));
        assertThat(a.produce(0).size()).isLessThan(200);
    }

    private static void talk(SessionEnd a, SessionEnd b) {
        a.session.offer(Topic.BLOCK, Bytes.wrap(new byte[100_000]));
        b.session.offer(Topic.CONSENSUS, Bytes.wrap(new byte[100]));
        SessionEnd.pump(a, b, 0);
        assertThat(b.received(Topic.BLOCK)).extracting(Bytes::size).containsExactly(100_000);
        assertThat(a.received(Topic.CONSENSUS)).extracting(Bytes::size).containsExactly(100);
    }
}
