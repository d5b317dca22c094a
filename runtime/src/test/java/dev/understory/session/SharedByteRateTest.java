package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.limits.Allowance;
import dev.understory.limits.Allowances;
import dev.understory.limits.ByteRates;
import dev.understory.limits.Limits;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.RateLimit;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rates of bytes that several peers share: nobody is silenced or lost by what others do. */
final class SharedByteRateTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final long MILLI = 1_000_000L;
    private static final int KIB = 1024;

    private final List<SessionEnd> ours = new ArrayList<>();
    private final List<SessionEnd> theirs = new ArrayList<>();

    private static SessionConfig config(ByteRates rates, boolean window) {
        SessionConfig plain = SessionConfig.defaults();
        DeliveryWindow.Settings settings = plain.window();
        return new SessionConfig(
                plain.handshake(),
                plain.times(),
                plain.memory(),
                new Allowance.Settings(Map.of(), Limits.IGNORED_TOPIC_BYTES, Limits.input(), rates),
                new DeliveryWindow.Settings(
                        window, settings.floorBytes(), settings.capBytes(), settings.toleranceNanos()));
    }

    private static RateLimit rate(long kib) {
        return new RateLimit(kib * KIB, kib * KIB);
    }

    /** One more peer at that address, which holds back what is not acknowledged, or does not. */
    private void connect(Allowances all, SessionConfig config, String host, boolean holdsBack) {
        int number = ours.size();
        SessionEnd our = new SessionEnd(SUITE, 1 + number, config);
        SessionEnd their = new SessionEnd(SUITE, 1_000 + number, config(ByteRates.NONE, holdsBack));
        our.admits = false;
        our.session.start(0);
        their.session.start(0);
        SessionEnd.pump(our, their, 0);
        assertThat(our.peer).isNotNull();
        our.session.admitted(true, all.lend(our.peer.peer(), NetworkAddress.of(host), 0), 0);
        SessionEnd.pump(our, their, 0);
        ours.add(our);
        theirs.add(their);
    }

    /** The first peer sends a vote and a block of 1 KB a second; four others as much as a link lets in, and never stop. */
    private void flood(ByteRates.OneWay in, String flooders) {
        SessionConfig config = config(new ByteRates(in, ByteRates.OneWay.NONE, false), true);
        Allowances all = new Allowances(config.allowance());
        connect(all, config, "10.0.0.1", true);
        for (int i = 1; i <= 4; i++) {
            connect(all, config, flooders.formatted(i), false);
        }
        int sent = 0;
        for (long now = 0; now <= 30_000 * MILLI; now += 10 * MILLI) {
            for (int i = 0; i < ours.size(); i++) {
                SessionEnd our = ours.get(i);
                our.tick(now);
                theirs.get(i).tick(now);
                assertThat(our.closed).as(our.detail).isNull();
                if (i > 0 && !our.session.pausesReading()) {
                    overfill(theirs.get(i), our, now);
                }
                SessionEnd.carry(our, theirs.get(i), now);
            }
            if (now % (1_000 * MILLI) == 0) {
                theirs.get(0).session.offer(Topic.BLOCK, Bytes.wrap(new byte[1_000]));
                theirs.get(0).session.offer(Topic.CONSENSUS, Bytes.wrap(new byte[1_000]));
                sent++;
            }
            assertThat(ours.get(0).session.pausesReading()).isFalse();
            SessionEnd.carry(theirs.get(0), ours.get(0), now);
            assertThat(ours.get(0).received(Topic.CONSENSUS)).hasSize(sent);
            assertThat(ours.get(0).received(Topic.BLOCK)).hasSizeGreaterThanOrEqualTo(sent - 1);
        }
        long flooded = 0;
        for (SessionEnd our : ours.subList(1, 5)) {
            flooded += our.received(Topic.TX).size() * 16_000L;
        }
        // What is read once a second from who never stops is 1 MiB, and goes on when 4 MiB wait.
        assertThat(flooded).isBetween(30L * 400 * KIB, 30L * 512 * KIB * 5 / 2);
    }

    private static void overfill(SessionEnd flooder, SessionEnd our, long now) {
        for (int got = 0; got < 256 * KIB; ) {
            for (int k = 0; k < 5; k++) {
                flooder.session.offer(Topic.TX, Bytes.wrap(new byte[16_000]));
            }
            Bytes next = flooder.produce(now);
            if (next == null) {
                return;
            }
            got += next.size();
            our.receive(next, now);
        }
    }

    /** Each has 9 KB/s of it: far less than loans are earned with, and far more than nothing. */
    @Test
    void aRateOfOurOwnThatManyShareLosesNobody() {
        ByteRates.OneWay out = new ByteRates.OneWay(null, null, rate(256), Map.of());
        SessionConfig config = config(new ByteRates(ByteRates.OneWay.NONE, out, false), true);
        Allowances all = new Allowances(config.allowance());
        for (int i = 0; i < 28; i++) {
            connect(all, config, "10." + i + ".0.1", true);
            ours.get(i).session.offer(Topic.BLOCK, Bytes.wrap(new byte[2_000_000]));
        }
        for (long now = 0; now <= 300_000 * MILLI; now += 20 * MILLI) {
            for (int i = 0; i < 28; i++) {
                ours.get(i).tick(now);
                theirs.get(i).tick(now);
                SessionEnd.pump(ours.get(i), theirs.get(i), now);
                assertThat(ours.get(i).closed).as(ours.get(i).detail).isNull();
                assertThat(theirs.get(i).closed).as(theirs.get(i).detail).isNull();
            }
        }
        for (SessionEnd their : theirs) {
            assertThat(their.received(Topic.BLOCK)).hasSize(1);
        }
    }

    @Test
    void strangersWhoExceedTheRateOfAllDoNotSilenceWhoKeepsToIt() {
        flood(new ByteRates.OneWay(null, null, rate(512), Map.of()), "10.%d.0.1");
    }

    @Test
    void strangersWhoExceedTheRateOfAGroupDoNotSilenceWhoSharesIt() {
        flood(new ByteRates.OneWay(null, rate(128), null, Map.of()), "10.0.0.1");
    }
}
