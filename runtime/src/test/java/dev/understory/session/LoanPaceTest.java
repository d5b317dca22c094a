package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import org.junit.jupiter.api.Test;

/** What a peer has to do for memory beyond its share while nobody else needs it, with the limits that a node has by default. */
final class LoanPaceTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long SECOND = 1_000_000_000L;
    private static final long GRACE = Limits.CALM_GRACE.toSeconds();
    private static final int MIB = 1 << 20;
    private static final int BLOCK = Topic.BLOCK.id();
    private static final int TX = Topic.TX.id();
    private static final byte[] PING = {'p', 'i', 'n', 'g'};

    private final HostilePeer peer = HostilePeer.admitted(SUITE);
    private final SessionEnd victim = peer.victim;

    /** A second passes, in which the peer pings and takes what is written to it. */
    private void second() {
        peer.now += SECOND;
        if (victim.closed == null) {
            peer.packet(Topic.HEARTBEAT.id(), true, PING);
        }
        peer.read();
        victim.tick(peer.now);
        victim.obey();
    }

    /** So much of a message, all at once. */
    private void begin(int topic, int size) {
        for (int left = size; left > 0; left -= MIB / 2) {
            peer.packet(topic, false, new byte[Math.min(left, MIB / 2)]);
        }
    }

    /** Seconds until the node ends the connection, in which {@code inEach} happens; 600 if it does not. */
    private int secondsOf(Runnable inEach) {
        int seconds = 0;
        while (victim.closed == null && seconds < 600) {
            inEach.run();
            second();
            seconds++;
        }
        return seconds;
    }

    private void isEnded(CloseReason reason) {
        assertThat(victim.closed).as(victim.detail).isEqualTo(reason);
        assertThat(victim.session.heldMemory()).isZero();
    }

    @Test
    void whatIsBorrowedAndStandsStillIsTakenBackAfterTheGraceThoughNobodyNeedsIt() {
        begin(BLOCK, 20 * MIB);
        assertThat(secondsOf(() -> {})).isEqualTo((int) GRACE);
        isEnded(CloseReason.MEMORY_RECLAIMED);
    }

    @Test
    void whoStaysWithinTheShareOwesOnlyWhatEverybodyDoes() {
        begin(BLOCK, 5 * MIB);
        assertThat(victim.session.heldMemory()).isLessThanOrEqualTo(Limits.PEER_SHARE_BYTES);
        assertThat(secondsOf(() -> peer.packet(BLOCK, false, new byte[(int) Limits.LEAST_RATE])))
                .isEqualTo(600);
    }

    @Test
    void whoGrowsTooSlowlyLosesTheLoanWithoutHavingDoneWrong() {
        begin(BLOCK, 20 * MIB);
        int seconds = secondsOf(() -> peer.packet(BLOCK, false, new byte[(int) Limits.CALM_RATE / 4]));
        assertThat(seconds).isBetween((int) GRACE, (int) (2 * GRACE));
        isEnded(CloseReason.MEMORY_RECLAIMED);
        assertThat(CloseReason.MEMORY_RECLAIMED.offence()).isNull();
    }

    /** Row L4 and beyond: 64 MiB at the pace of 256 kbit/s, a fifth of which others take. */
    @Test
    void theLargestMessageComesThroughOnTheSlowestLinkThatIsHonest() {
        int rate = 256_000 / 8 * 4 / 5;
        for (int left = Limits.MESSAGE_BYTES; left > 0; left -= rate) {
            peer.packet(BLOCK, left <= rate, new byte[Math.min(left, rate)]);
            second();
            assertThat(victim.closed).as(victim.detail).isNull();
        }
        assertThat(victim.received(Topic.BLOCK)).extracting(Bytes::size).containsExactly(Limits.MESSAGE_BYTES);
    }

    @Test
    void aLinkThatLosesPacketsMayStandStillForSecondsAgainAndAgain() {
        begin(BLOCK, 10 * MIB);
        for (int i = 0; i < 50; i++) {
            for (int pause = 1; pause < GRACE; pause++) {
                second();
            }
            begin(BLOCK, (int) (GRACE * Limits.CALM_RATE));
        }
        assertThat(victim.closed).as(victim.detail).isNull();
    }

    @Test
    void aLargeMessageThatStandsStillIsNotKeptByAStreamOfOthers() {
        begin(BLOCK, 60 * MIB);
        int seconds = secondsOf(() -> {
            begin(TX, 20_000);
            peer.packet(TX, true, new byte[20_000]);
        });
        assertThat(seconds).isBetween((int) (6 * GRACE) - 1, (int) (6 * GRACE) + 1);
        isEnded(CloseReason.MEMORY_RECLAIMED);
    }

    @Test
    void aSmallMessageThatOthersOvertakeOwesNothingMore() {
        begin(TX, 100_000);
        begin(BLOCK, 20 * MIB);
        int seconds = secondsOf(() -> {
            if (victim.session.heldMemory() < 60 * MIB) {
                begin(BLOCK, MIB / 2);
            }
        });
        assertThat(seconds).isGreaterThan((int) (12 * GRACE));
        isEnded(CloseReason.MEMORY_RECLAIMED);
    }

    @Test
    void timeInWhichWeDoNotReadIsNotThePeers() {
        begin(BLOCK, 20 * MIB);
        second();
        victim.session.reading(false, peer.now);
        for (int i = 0; i < 10 * GRACE; i++) {
            peer.now += SECOND;
            peer.read();
            victim.tick(peer.now);
        }
        victim.session.reading(true, peer.now);
        assertThat(victim.closed).isNull();
        assertThat(secondsOf(() -> {})).isEqualTo((int) GRACE - 1);
    }
}
