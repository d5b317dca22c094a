package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.mux.TopicLimits;
import dev.understory.wire.Bytes;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer can make a session hold: rows M6, M10 and M14 of attacks.md. */
final class SessionMemoryTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final int PACKET = 500_000;

    @Test
    void m10AMessageOf64MiBIsDeliveredAndOneByteMoreCloses() {
        HostilePeer peer = HostilePeer.admitted(SUITE);
        byte[] part = new byte[PACKET];
        int sent = 0;
        for (; sent + PACKET < Limits.MESSAGE_BYTES; sent += PACKET) {
            peer.packet(1, false, part);
        }
        peer.packet(1, true, new byte[Limits.MESSAGE_BYTES - sent]);
        assertThat(peer.victim.received(Topic.BLOCK)).extracting(Bytes::size).containsExactly(Limits.MESSAGE_BYTES);
        assertThat(peer.victim.session.heldMemory()).isLessThan(1_000_000);
        peer.victim.messages.clear();

        for (int i = 0; i < sent / PACKET; i++) {
            peer.packet(1, false, part);
            assertThat(peer.victim.session.heldMemory()).isLessThanOrEqualTo(Limits.PEER_BYTES);
        }
        peer.packet(1, true, new byte[Limits.MESSAGE_BYTES - sent + 1]);
        assertThat(peer.victim.closed).isEqualTo(CloseReason.MESSAGE_TOO_LONG);
        assertThat(peer.victim.messages).isEmpty();
        assertThat(peer.victim.session.heldMemory()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Topic.class,
            names = {"HEARTBEAT"},
            mode = EnumSource.Mode.EXCLUDE)
    void m6AMessageThatNeverEndsClosesAtItsTopicsLimit(Topic topic) {
        HostilePeer peer = HostilePeer.admitted(new SessionEnd(SUITE, 1, small(10_000_000)));
        byte[] part = new byte[100_000];
        int packets = 0;
        while (peer.victim.closed == null) {
            peer.packet(topic.id(), false, part);
            packets++;
            assertThat(peer.victim.session.heldMemory()).isLessThanOrEqualTo(10_000_000);
        }
        assertThat(packets).isEqualTo(11);
        assertThat(peer.victim.closed).isEqualTo(CloseReason.MESSAGE_TOO_LONG);
        assertThat(peer.victim.session.heldMemory()).isZero();
    }

    @Test
    void m6UnfinishedMessagesOnAllTopicsCloseAtThePeersBudget() {
        HostilePeer peer = HostilePeer.admitted(new SessionEnd(SUITE, 1, small(3_000_000)));
        for (int i = 0; peer.victim.closed == null; i++) {
            peer.packet(i % 6, false, new byte[100_000]);
            assertThat(peer.victim.session.heldMemory()).isLessThanOrEqualTo(3_000_000);
        }
        assertThat(peer.victim.closed).isEqualTo(CloseReason.MEMORY_BUDGET);
        assertThat(peer.victim.session.heldMemory()).isZero();
    }

    @Test
    void aPartialRecordCountsAsThePeersMemory() {
        HostilePeer peer = HostilePeer.admitted(new SessionEnd(SUITE, 1, small(200_000)));
        peer.stream(new byte[] {0, 0x0f, 0x42, 0x40});
        for (int i = 0; i < 20 && peer.victim.closed == null; i++) {
            peer.stream(new byte[20_000]);
        }
        assertThat(peer.victim.closed).isEqualTo(CloseReason.MEMORY_BUDGET);
    }

    @Test
    void m14OnePeersFloodDoesNotTouchAnothersBudget() {
        HostilePeer flood = HostilePeer.admitted(new SessionEnd(SUITE, 1, small(3_000_000)));
        HostilePeer good = HostilePeer.admitted(new SessionEnd(SUITE, 3, small(3_000_000)));
        good.packet(0, false, new byte[400_000]);
        for (int i = 0; flood.victim.closed == null; i++) {
            flood.packet(i % 2, false, new byte[100_000]);
        }
        good.packet(0, true, new byte[400_000]);
        assertThat(good.victim.received(Topic.CONSENSUS))
                .extracting(Bytes::size)
                .containsExactly(800_000);
    }

    @Test
    void aClosedSessionHoldsNothingEvenIfItsOwnerClosedItFromWithinADelivery() {
        SessionEnd victim = new SessionEnd(SUITE, 1);
        HostilePeer peer = HostilePeer.admitted(victim);
        peer.packet(1, false, new byte[300_000]);
        victim.onMessages = victim.session::close;
        byte[] rest = new byte[200_000];
        peer.packet(3, true, new byte[10]);
        peer.packet(1, false, rest);
        assertThat(victim.session.isClosed()).isTrue();
        assertThat(victim.closed).as("the owner knows").isNull();
        assertThat(victim.session.heldMemory()).isZero();
        assertThat(victim.receivedCount()).isEqualTo(1);
    }

    private static SessionConfig small(long peerBytes) {
        Map<Topic, TopicLimits> limits = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            limits.put(topic, new TopicLimits(1_000_000, 1_000_000, 100));
        }
        SessionConfig usual = SessionConfig.defaults();
        return new SessionConfig(
                usual.handshake(),
                usual.times(),
                new SessionConfig.Memory(
                        limits,
                        peerBytes,
                        usual.memory().heldBytes(),
                        usual.memory().queueReserve()),
                usual.allowance(),
                usual.window());
    }
}
