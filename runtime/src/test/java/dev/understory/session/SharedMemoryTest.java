package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the peers of one node can take from each other, with the limits that a node has by default. */
final class SharedMemoryTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long SECOND = 1_000_000_000L;
    private static final int MIB = 1 << 20;
    private static final byte[] PACKET = new byte[MIB / 2];
    private static final byte[] PING = {'p', 'i', 'n', 'g'};

    private final MemoryPool pool = new MemoryPool(Limits.memory());
    private final List<HostilePeer> peers = new ArrayList<>();
    private final List<HostilePeer> hoarders = new ArrayList<>();
    private long now;

    private HostilePeer admitted(int seed) {
        HostilePeer peer = new HostilePeer(new SessionEnd(SUITE, seed, SessionConfig.defaults(), pool), 2, now);
        peer.authenticate();
        peers.add(peer);
        return peer;
    }

    /** So many tenths of a second in which everybody takes what is written to him, pings, and does what he is told. */
    private void pass(int tenths) {
        for (int i = 0; i < tenths; i++) {
            now += SECOND / 10;
            for (HostilePeer peer : peers) {
                peer.now = now;
                peer.read();
                peer.victim.session.reading(!peer.victim.session.pausesReading(), now);
                if (!peer.victim.session.pausesReading() && peer.victim.closed == null) {
                    peer.packet(6, true, PING);
                }
                peer.victim.tick(now);
                peer.victim.obey();
            }
        }
    }

    /** Sends a part once he is read; false if he was not for ten seconds. */
    private boolean sends(HostilePeer peer, Topic topic, boolean eof, byte[] part) {
        for (int waited = 0; peer.victim.session.pausesReading(); waited++) {
            if (waited == 100) {
                return false;
            }
            pass(1);
        }
        if (peer.victim.closed == null) {
            peer.now = now;
            peer.packet(topic.id(), eof, part);
            peers.forEach(each -> each.victim.obey());
        }
        return true;
    }

    private void fourHoards() {
        for (int i = 0; i < 4; i++) {
            HostilePeer hoarder = admitted(10 + i);
            hoarders.add(hoarder);
            for (int sent = 0; sent < 511 * MIB / 4 && hoarder.victim.closed == null; sent += PACKET.length) {
                sends(hoarder, Topic.values()[sent / (63 * MIB)], false, PACKET);
                if (sent % (32 * MIB) == 0) {
                    pass(1);
                }
            }
        }
    }

    private void sends(HostilePeer peer, int size) {
        for (int left = size; left > 0; left -= PACKET.length) {
            assertThat(sends(peer, Topic.BLOCK, left <= PACKET.length, PACKET)).isTrue();
            assertThat(peer.victim.closed).as(peer.victim.detail).isNull();
        }
        assertThat(peer.victim.received(Topic.BLOCK)).extracting(Bytes::size).containsExactly(size);
        peer.victim.messages.clear();
    }

    @Test
    void hoardersOfUnfinishedMessagesLoseThemToTheHonestPeerThatNeedsMemory() {
        fourHoards();
        pass(20);
        assertThat(pool.lent()).isGreaterThan(100L * MIB);
        HostilePeer honest = admitted(1);

        sends(honest, MIB);
        sends(honest, Limits.MESSAGE_BYTES);
        HostilePeer[] crowd = {admitted(31), admitted(32), admitted(33)};
        for (HostilePeer each : crowd) {
            sends(each, Limits.MESSAGE_BYTES);
        }

        assertThat(honest.victim.closed).isNull();
        for (HostilePeer hoarder : hoarders) {
            assertThat(hoarder.victim.closed)
                    .as(hoarder.victim.detail)
                    .isIn(null, CloseReason.MEMORY_HOARDED, CloseReason.MEMORY_RECLAIMED);
        }
        assertThat(hoarders).anyMatch(hoarder -> hoarder.victim.closed != null);
    }

    @Test
    void manyBlocksAtOnceComeThroughOneAfterTheOther() {
        int[] left = new int[6];
        for (int i = 0; i < 6; i++) {
            admitted(20 + i);
            left[i] = Limits.MESSAGE_BYTES;
        }
        int done = 0;
        for (int step = 0; done < 6; step++) {
            assertThat(step).as("somebody always goes on").isLessThan(400);
            pass(1);
            for (int i = 0; i < 6; i++) {
                HostilePeer peer = peers.get(i);
                for (int k = 0; k < 8 && left[i] > 0 && !peer.victim.session.pausesReading(); k++) {
                    left[i] -= PACKET.length;
                    peer.packet(1, left[i] == 0, PACKET);
                    done += left[i] == 0 ? 1 : 0;
                }
                assertThat(peer.victim.closed).as(peer.victim.detail).isNull();
                assertThat(pool.lent()).isLessThanOrEqualTo(Limits.LENDABLE_BYTES);
            }
        }
    }

    @Test
    void memoryThatNobodyNeedsIsNotTakenFromWhoIsSlow() {
        HostilePeer slow = admitted(1);
        for (int i = 0; i < 40; i++) {
            pass(10);
            sends(slow, Topic.BLOCK, false, PACKET);
        }
        assertThat(slow.victim.reclaimTold).isFalse();
        assertThat(slow.victim.closed).isNull();
    }
}
