package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the limits that a node has by default. */
final class QueueRoomTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long GRACE = 10;
    private static final long MIB = 1 << 20;
    private static final long ALL = Limits.PEER_SHARE_BYTES + MIB;

    private final PeerMemory memory = new MemoryPool(Limits.memory()).peer(Limits.PEER_BYTES, () -> {});
    private final QueueRoom room = new QueueRoom(memory, MIB, GRACE * SECOND, 0);

    @Test
    void whatUnfinishedMessagesHoldIsNotThereForWhatWaitsAndTheReserveAlwaysIs() {
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL);
        memory.charge(4 * MIB);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL - 4 * MIB);
        memory.charge(20 * MIB);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(MIB);
        assertThat(ALL).as("and the buffers of a link").isLessThan(8 * MIB);
    }

    @Test
    void whoReadsMuchMayHaveMuchWaitingUntilItReadsNoMore() {
        for (int tenth = 1; tenth <= 20; tenth++) {
            room.reached(tenth * MIB, tenth * SECOND / 10);
        }
        assertThat(room.bytes(Topic.CONSENSUS)).isGreaterThanOrEqualTo(ALL + 10 * MIB * QueueRoom.SECONDS);
        room.tick(0, 3 * SECOND);
        room.tick(0, 4 * SECOND);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL);
    }

    @Test
    void whatTheSystemTakesForAPeerThatReadsNothingIsWorthNothing() {
        room.took(100 * MIB);
        room.tick(0, SECOND);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL);
    }

    @Test
    void whatHasReachedThePeerLongAgoIsWorthNothing() {
        room.reached(100 * MIB, SECOND);
        room.tick(0, 60 * SECOND);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL);
    }

    @Test
    void pongsThatNobodyAskedForMakeRoomForNoMoreThanASecondReserve() {
        room.reached(10 * MIB, SECOND / 2);
        room.unrequested(SECOND / 2);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL + MIB);
        room.reached(200 * MIB, 2 * SECOND);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL + MIB);
        long later = 2 * SECOND + QueueRoom.DOUBT_NANOS;
        room.tick(0, later);
        room.reached(210 * MIB, later);
        assertThat(room.bytes(Topic.CONSENSUS)).isEqualTo(ALL + 10 * MIB * QueueRoom.SECONDS);
    }

    @Test
    void votesFindRoomBehindAnyBulk() {
        SessionEnd sender = new SessionEnd(CryptoSuites.modelled(), 1);
        SessionEnd receiver = new SessionEnd(CryptoSuites.modelled(), 2);
        SessionEnd.connect(sender, receiver, 0);
        for (Topic topic : List.of(Topic.BLOCK, Topic.TX)) {
            Bytes bulk = Bytes.wrap(new byte[50_000]);
            while (sender.session.offer(topic, bulk) == SendOutcome.ACCEPTED) {
                assertThat(sender.session.queuedBytes()).isLessThan(ALL);
            }
        }
        Bytes vote = Bytes.wrap(new byte[300]);
        for (int i = 0; i < 1_000; i++) {
            assertThat(sender.session.offer(Topic.CONSENSUS, vote)).isEqualTo(SendOutcome.ACCEPTED);
        }
        while (sender.session.offer(Topic.CONSENSUS, vote) == SendOutcome.ACCEPTED) {
            assertThat(sender.session.queuedBytes()).isLessThan(ALL + 100_000);
        }
    }

    /** Seconds until the peer is given up that takes so much a second while so much waits; 600 if it is not. */
    private int secondsOf(long perSecond, long waiting) {
        for (int second = 1; second <= 600; second++) {
            room.took(perSecond);
            room.tick(waiting, second * SECOND);
            if (room.isStuck(second * SECOND)) {
                return second;
            }
        }
        return 600;
    }

    @Test
    void whoTakesALittleOfMuchIsGivenUpAfterTheGrace() {
        assertThat(secondsOf(50, 2 * MIB)).isBetween((int) GRACE, (int) GRACE + 2);
    }

    @Test
    void whoTakesHisPartOfAThinLineThatManyShareIsNot() {
        assertThat(secondsOf(1_100, 64 * MIB)).isEqualTo(600);
    }

    @Test
    void aLittleMayWaitForLong() {
        assertThat(secondsOf(0, MIB)).isEqualTo(600);
    }

    @Test
    void whoStandsStillForLessThanTheGraceAndGoesOnIsNotGivenUp() {
        room.tick(2 * MIB, 0);
        room.tick(2 * MIB, 9 * SECOND);
        room.took(GRACE * QueueRoom.LEAST_TAKEN);
        room.tick(2 * MIB, 9 * SECOND);
        room.tick(2 * MIB, 18 * SECOND);
        assertThat(room.isStuck(18 * SECOND)).isFalse();
        room.tick(2 * MIB, 20 * SECOND);
        assertThat(room.isStuck(20 * SECOND)).isTrue();
    }
}
