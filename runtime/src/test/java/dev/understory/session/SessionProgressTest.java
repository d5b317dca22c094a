package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketCodec;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is begun has to go on, whatever else a peer does to be taken for alive. */
final class SessionProgressTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long SECOND = 1_000_000_000L;
    private static final long GRACE = Limits.STALL_GRACE.toSeconds();
    private static final byte[] PING = {'p', 'i', 'n', 'g'};

    private final HostilePeer peer = HostilePeer.admitted(SUITE);
    private final SessionEnd victim = peer.victim;

    /** A second passes, in which the peer takes what is written to it. */
    private void second() {
        peer.now += SECOND;
        peer.read();
        victim.tick(peer.now);
    }

    private static byte[] record(Topic topic, boolean eof, int size) {
        byte[] record = new byte[PacketCodec.encodedSize(topic.id(), eof, size)];
        PacketCodec.encode(record, 0, topic.id(), eof, new byte[size], 0, size);
        return record;
    }

    private void stalledAfter(long seconds) {
        assertThat(victim.closed).as(victim.detail).isEqualTo(CloseReason.INPUT_STALLED);
        assertThat(peer.now / SECOND).isBetween(seconds, seconds + 5);
        assertThat(CloseReason.INPUT_STALLED.offence()).isNotNull();
        assertThat(victim.session.heldMemory()).isZero();
    }

    @Test
    void aByteOfAFrameEveryTwoSecondsStallsIt() {
        byte[] frame = peer.sealed(record(Topic.TX, true, 10));
        for (int i = 0; i < frame.length && victim.closed == null; i++) {
            peer.wire(new byte[] {frame[i]});
            second();
            second();
        }
        stalledAfter(GRACE);
    }

    @Test
    void aByteOfARecordEveryTwoSecondsStallsItThoughEachIsAFrame() {
        byte[] record = record(Topic.TX, true, 900);
        for (int i = 0; i < record.length && victim.closed == null; i++) {
            peer.stream(new byte[] {record[i]});
            second();
            second();
        }
        stalledAfter(GRACE);
    }

    @Test
    void fourMegabytesUnfinishedAndPingsOnlyStall() {
        for (int i = 0; i < 8; i++) {
            peer.packet(1, false, new byte[500_000]);
        }
        for (int i = 0; i < 10 * GRACE && victim.closed == null; i++) {
            peer.packet(6, true, PING);
            second();
        }
        stalledAfter(GRACE);
    }

    @Test
    void aMessageThatStandsStillWhileOthersPassStallsToo() {
        peer.packet(1, false, new byte[500_000]);
        for (int i = 0; i < 10 * GRACE && victim.closed == null; i++) {
            peer.packet(3, true, new byte[50_000]);
            second();
        }
        stalledAfter(6 * GRACE);
    }

    @Test
    void onesFasterThanTheLeastRateMayTakeAsLongAsTheyNeed() {
        byte[] large = new byte[999_000];
        byte[] record = new byte[PacketCodec.encodedSize(1, true, large.length)];
        PacketCodec.encode(record, 0, 1, true, large, 0, large.length);
        for (int at = 0; at < record.length; at += 1_500) {
            peer.stream(Arrays.copyOfRange(record, at, Math.min(record.length, at + 1_500)));
            second();
            assertThat(victim.closed).as(victim.detail).isNull();
        }
        for (int i = 0; i < 1_000; i++) {
            peer.packet(0, i == 999, new byte[1_100]);
            second();
        }
        assertThat(victim.closed).as(victim.detail).isNull();
        assertThat(victim.received(Topic.BLOCK)).containsExactly(Bytes.wrap(large));
        assertThat(victim.received(Topic.CONSENSUS)).hasSize(1);
    }

    /** Each time something else is cut off: the last was whole in time. */
    @Test
    void smallRecordsThatAreAlwaysUnderWayAreNotOne() {
        byte[] two = peer.sealed(record(Topic.TX, true, 10));
        for (int i = 0; i < 10 * GRACE; i++) {
            byte[] next = peer.sealed(record(Topic.TX, true, 10));
            peer.wire(two);
            peer.wire(Arrays.copyOf(next, 700));
            second();
            two = Arrays.copyOfRange(next, 700, next.length);
        }
        byte[] record = record(Topic.TX, true, 10);
        peer.wire(two);
        for (int i = 0; i < 10 * GRACE; i++) {
            peer.stream(Arrays.copyOf(record, 20));
            second();
            peer.stream(Arrays.copyOfRange(record, 20, record.length));
        }
        assertThat(victim.closed).as(victim.detail).isNull();
    }

    @Test
    void timeInWhichWeDoNotReadIsNotThePeers() {
        peer.packet(1, false, new byte[500_000]);
        for (int i = 0; i < 5; i++) {
            victim.session.reading(false, peer.now);
            for (int k = 0; k < 2 * GRACE; k++) {
                second();
            }
            victim.session.reading(true, peer.now);
            peer.packet(6, true, PING);
            second();
        }
        assertThat(victim.closed).as(victim.detail).isNull();
    }

    @Test
    void neitherIsTimeInWhichThisProcessStoodStill() {
        SessionConfig usual = SessionConfig.defaults();
        SessionConfig patient = new SessionConfig(
                usual.handshake(),
                new SessionConfig.Times(Duration.ofSeconds(1), Duration.ofHours(10), Duration.ofHours(10)),
                usual.memory(),
                usual.allowance(),
                usual.window());
        HostilePeer other = HostilePeer.admitted(new SessionEnd(SUITE, 5, patient));
        other.packet(1, false, new byte[500_000]);
        for (int i = 0; i < 5; i++) {
            other.now += 3_600 * SECOND;
            other.victim.tick(other.now);
        }
        assertThat(other.victim.closed).as(other.victim.detail).isNull();
        other.packet(1, true, new byte[10]);
        assertThat(other.victim.received(Topic.BLOCK)).hasSize(1);
    }

    @Test
    void anIdlePeerHasBegunNothing() {
        for (int i = 0; i < 10 * GRACE; i++) {
            peer.packet(6, true, PING);
            second();
        }
        assertThat(victim.closed).as(victim.detail).isNull();
    }
}
