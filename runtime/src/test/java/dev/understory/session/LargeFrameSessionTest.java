package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.LargeFrames;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.PacketCodec;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Every limit on a peer's input holds for large frames too (wire.md, section 12.3). */
final class LargeFrameSessionTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final Capabilities LARGE = Capabilities.of(EnumSet.of(Capability.LARGE_FRAMES), "");
    private static final long SECOND = 1_000_000_000L;

    private final HostilePeer peer = HostilePeer.admitted(SessionEnd.offering(SUITE, 1, LARGE), LARGE);
    private final SessionEnd victim = peer.victim;

    @Test
    void aByteOfARecordInEachFrameIsWork() {
        peer.stream(new byte[] {0, 0x0f, 0x42, 0x40});
        isWaste(() -> peer.stream(new byte[1]));
    }

    @Test
    void unaskedPongsInAFrameEachAreWork() {
        isWaste(() -> peer.packet(6, true, new byte[] {'p', 'o', 'n', 'g'}));
    }

    private void isWaste(Runnable act) {
        for (int i = 0; i < 30_000 && victim.closed == null; i++) {
            while (victim.session.pausesReading()) {
                peer.now = victim.session.nextDeadlineNanos();
                peer.read();
                victim.tick(peer.now);
            }
            act.run();
        }
        assertThat(victim.closed).as(victim.detail).isEqualTo(CloseReason.WORK_WASTED);
    }

    @Test
    void messagesInAFrameEachAreNot() {
        for (int i = 0; i < 100_000; i++) {
            peer.packet(0, true, new byte[1]);
            assertThat(victim.session.pausesReading()).isFalse();
        }
        assertThat(victim.received(Topic.CONSENSUS)).hasSize(100_000);
        assertThat(victim.closed).isNull();
    }

    @Test
    void aFrameThatIsBegunHasToGoOn() {
        byte[] record = new byte[PacketCodec.encodedSize(3, true, 15_000)];
        PacketCodec.encode(record, 0, 3, true, new byte[15_000], 0, 15_000);
        byte[] frame = peer.sealed(record);
        for (int i = 0; i < frame.length && victim.closed == null; i++) {
            peer.wire(new byte[] {frame[i]});
            peer.now += SECOND;
            peer.read();
            victim.tick(peer.now);
        }
        assertThat(victim.closed).as(victim.detail).isEqualTo(CloseReason.INPUT_STALLED);
        assertThat(peer.now / SECOND).isBetween(Limits.STALL_GRACE.toSeconds(), Limits.STALL_GRACE.toSeconds() + 5);
        assertThat(victim.session.heldMemory()).isZero();
    }

    @Test
    void whatHasComeOfAFrameIsThePeersMemoryUntilItIsWhole() {
        byte[] record = new byte[PacketCodec.encodedSize(3, true, 16_000)];
        PacketCodec.encode(record, 0, 3, true, new byte[16_000], 0, 16_000);
        byte[] frame = peer.sealed(record);
        peer.wire(Arrays.copyOf(frame, 2));
        assertThat(victim.session.heldMemory()).as("a length that is claimed").isLessThanOrEqualTo(1024);
        peer.wire(Arrays.copyOfRange(frame, 2, frame.length - 1));
        assertThat(victim.session.heldMemory()).isBetween((long) frame.length, 2L * LargeFrames.SIZE);
        peer.wire(new byte[] {frame[frame.length - 1]});
        assertThat(victim.session.heldMemory()).isZero();
        assertThat(victim.received(Topic.TX)).extracting(Bytes::size).containsExactly(16_000);
    }

    @Test
    void aFrameThatDoesNotOpenOrHasNoLegalLengthEndsTheConnection() {
        byte[] frame = peer.sealed(new byte[100]);
        frame[10] ^= 1;
        peer.wire(frame);
        assertThat(victim.closed).isEqualTo(CloseReason.BAD_FRAME);
        for (byte[] header : new byte[][] {{0, 0}, {0x40, 1}, {-1, -1}}) {
            HostilePeer next = HostilePeer.admitted(SessionEnd.offering(SUITE, 1, LARGE), LARGE);
            next.wire(header);
            assertThat(next.victim.closed).isEqualTo(CloseReason.BAD_FRAME);
            assertThat(next.victim.session.heldMemory()).isZero();
        }
    }
}
