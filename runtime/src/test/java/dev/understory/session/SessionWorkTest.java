package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Limits;
import dev.understory.limits.WorkMeter;
import dev.understory.wire.PacketCodec;
import org.junit.jupiter.api.Test;

/** Input from which nothing comes has a price, and input from which something comes has none. */
final class SessionWorkTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long MILLI = 1_000_000L;
    private static final byte[] NOTHING = {};

    private final HostilePeer peer = HostilePeer.admitted(SUITE);
    private final SessionEnd victim = peer.victim;
    private int pauses;
    private boolean pings = true;

    /** Does something as fast as it is read, until that ends or a million times. */
    private int untilTheEnd(Runnable act) {
        int times = 0;
        for (; times < 1_000_000 && victim.closed == null; times++) {
            if (victim.session.pausesReading()) {
                pauses++;
                while (victim.session.pausesReading()) {
                    peer.now = victim.session.nextDeadlineNanos();
                    peer.read();
                    victim.tick(peer.now);
                }
                ping();
            }
            act.run();
        }
        return times;
    }

    /** Heartbeats as they are usual, unless every frame is sealed already. */
    private void ping() {
        if (pings) {
            peer.packet(6, true, new byte[] {'p', 'i', 'n', 'g'});
            peer.packet(6, true, new byte[] {'p', 'o', 'n', 'g'});
        }
    }

    private void isWaste(int most, Runnable act) {
        int times = untilTheEnd(act);
        assertThat(victim.closed).as(victim.detail).isEqualTo(CloseReason.WORK_WASTED);
        assertThat(pauses).isEqualTo(WorkMeter.PAUSES);
        assertThat(times).isLessThan(most);
        assertThat(CloseReason.WORK_WASTED.offence()).isNotNull();
    }

    private static byte[] repeated(int times, int topic, boolean eof, byte[] payload) {
        int size = PacketCodec.encodedSize(topic, eof, payload.length);
        byte[] all = new byte[times * size];
        for (int i = 0; i < times; i++) {
            PacketCodec.encode(all, i * size, topic, eof, payload, 0, payload.length);
        }
        return all;
    }

    @Test
    void framesWithoutData() {
        isWaste(20_000, () -> peer.wire(peer.frame(0, NOTHING)));
    }

    @Test
    void aByteOfARecordInEachFrame() {
        peer.stream(new byte[] {0, 0x0f, 0x42, 0x40});
        isWaste(20_000, () -> peer.stream(new byte[1]));
    }

    @Test
    void packetsWithoutPayloadOrEnd() {
        byte[] many = repeated(1_000, 3, false, NOTHING);
        isWaste(200, () -> peer.stream(many));
    }

    @Test
    void packetsOfAByteWithoutEnd() {
        byte[] many = repeated(1_000, 3, false, new byte[1]);
        isWaste(200, () -> peer.stream(many));
    }

    @Test
    void emptyMessages() {
        byte[] many = repeated(1_000, 3, true, NOTHING);
        isWaste(200, () -> {
            peer.stream(many);
            victim.messages.clear();
        });
    }

    @Test
    void pongsThatNobodyAskedFor() {
        byte[] many = repeated(1_000, 6, true, new byte[] {'p', 'o', 'n', 'g'});
        isWaste(200, () -> peer.stream(many));
    }

    @Test
    void heartbeatsThatNobodyKnows() {
        byte[] many = repeated(1_000, 6, true, new byte[] {'p', 'a', 'n', 'g'});
        isWaste(200, () -> peer.stream(many));
    }

    @Test
    void aReadForEachByte() {
        byte[] many = peer.sealed(repeated(10_000, 3, true, new byte[100]));
        int[] at = {0};
        pings = false;
        isWaste(50_000, () -> {
            peer.wire(new byte[] {many[at[0]++ % many.length]});
            victim.messages.clear();
        });
    }

    private void isWorthIt(int times, long nanosBetween, Runnable act) {
        for (int i = 0; i < times; i++) {
            act.run();
            peer.now += nanosBetween;
            if (peer.now >= victim.session.nextDeadlineNanos()) {
                peer.read();
                victim.tick(peer.now);
                ping();
            }
            assertThat(victim.session.pausesReading()).isFalse();
            victim.messages.clear();
        }
        assertThat(victim.closed).as(victim.detail).isNull();
    }

    @Test
    void votesInFramesOfTheirOwnAreWorthThem() {
        isWorthIt(100_000, 10_000, () -> peer.packet(0, true, new byte[200]));
    }

    @Test
    void smallMessagesInFullFramesAreWorthThem() {
        byte[] many = repeated(400, 3, true, new byte[100]);
        isWorthIt(2_500, 400_000, () -> peer.stream(many));
    }

    @Test
    void evenMessagesOfAByteAre() {
        isWorthIt(100_000, 10_000, () -> peer.packet(3, true, new byte[1]));
    }

    @Test
    void largeMessagesInPacketsOfAnySizeAreWorthThem() {
        for (int size : new int[] {300, 16_384, PacketCodec.MAX_PAYLOAD}) {
            isWorthIt(16_000_000 / size, MILLI, () -> peer.packet(1, true, new byte[1]));
            int parts = (int) Math.min(1_000, 16_000_000L / size);
            int[] part = {0};
            isWorthIt(10 * parts, MILLI / 10, () -> peer.packet(1, ++part[0] % parts == 0, new byte[size]));
        }
    }

    @Test
    void aSlowLinkWithARecordInManyReadsIsWorthIt() {
        byte[] large = peer.sealed(repeated(1, 1, true, new byte[900_000]));
        int[] at = {0};
        pings = false;
        isWorthIt(large.length / 400, 10 * MILLI, () -> {
            byte[] part = java.util.Arrays.copyOfRange(large, at[0], at[0] + 400);
            at[0] += 400;
            peer.wire(part);
        });
    }

    @Test
    void pingsAtTheUsualPaceAreFree() {
        isWorthIt(1_000, Limits.PING_INTERVAL.toNanos(), () -> {});
    }
}
