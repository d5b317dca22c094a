package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ten messages a second and a hundred at once; four hundred entries. */
final class AllowancesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Allowance.Settings SETTINGS = new Allowance.Settings(
            new EnumMap<>(Map.of(Topic.TX, new RateLimit(10, 100))),
            36_000,
            new InputLimits(1, Duration.ofSeconds(1), 100, 1_000));

    private final Allowances allowances = new Allowances(SETTINGS, 400);

    private static PublicKey key(int number) {
        byte[] bytes = new byte[48];
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >>> 8);
        return PublicKey.of(KeyType.BLS12_381, bytes);
    }

    private static NetworkAddress at(String host) {
        return NetworkAddress.of(host);
    }

    /** Comes, sends as much as it may, and goes. */
    private int visit(int number, String from, long now) {
        Allowance allowance = allowances.lend(key(number), at(from), now);
        int taken = 0;
        while (taken < 1_000 && allowance.message(Topic.TX, now)) {
            taken++;
        }
        allowances.giveBack(key(number));
        return taken;
    }

    @Test
    void comingBackRenewsNothing() {
        assertThat(visit(1, "10.0.0.1", 0)).isEqualTo(100);
        for (int i = 0; i < 40; i++) {
            assertThat(visit(1, "10.0." + i + ".1", 0)).isZero();
        }
        assertThat(visit(1, "10.0.0.1", 3 * SECOND)).isEqualTo(30);
        assertThat(visit(1, "10.0.0.1", 13 * SECOND)).isEqualTo(100);
    }

    @Test
    void otherKeysFromTheSameGroupHaveSomeTimesAsMuchTogether() {
        int taken = 0;
        for (int i = 0; i < 40; i++) {
            taken += visit(i, "10.0.0.1", 0);
        }
        assertThat(taken).as("an address").isEqualTo(4 * 100);
        for (int i = 0; i < 40; i++) {
            taken += visit(100 + i, "10.0.0." + i, 0);
        }
        assertThat(taken).as("a /24").isEqualTo(8 * 100);
        for (int i = 0; i < 200; i++) {
            taken += visit(200 + i, "10.0." + i + ".1", 0);
        }
        assertThat(taken).as("a /16").isEqualTo(32 * 100);
        assertThat(visit(77, "10.1.0.1", 0)).as("another network").isEqualTo(100);
    }

    @Test
    void manyNetsOfOneIpv6SiteAreNoWayRound() {
        int taken = 0;
        for (int i = 0; i < 200; i++) {
            taken += visit(i, "2001:db8:1:" + Integer.toHexString(i) + "::1", 0);
        }
        assertThat(taken).as("200 nets of a /56").isEqualTo(6 * 100);
    }

    @Test
    void thisMachineHasNoSubnet() {
        int taken = 0;
        for (int i = 0; i < 40; i++) {
            taken += visit(i, "127.0.0.1", 0);
        }
        assertThat(taken).isEqualTo(4_000);
    }

    @Test
    void pingsUnknownTopicsAndWorkOutliveTheConnectionToo() {
        Allowance first = allowances.lend(key(1), at("10.0.0.1"), 0);
        assertThat(first.ignored(36_000, 0)).isTrue();
        while (first.ping(0, 0)) {
            continue;
        }
        assertThat(first.work(1_001, true, 0)).isEqualTo(WorkMeter.Verdict.PAUSE);
        allowances.giveBack(key(1));

        Allowance again = allowances.lend(key(1), at("10.0.0.1"), 0);
        assertThat(again.ignored(1, 0)).isFalse();
        assertThat(again.ping(0, 0)).isFalse();
        assertThat(again.work(1, true, 0)).isEqualTo(WorkMeter.Verdict.PAUSE);
        assertThat(again.ignored(36_000, 3_600 * SECOND)).as("after an hour").isTrue();
    }

    @Test
    void aSubnetPaysForWorkThatNoHonestPeerDoes() {
        int number = 0;
        WorkMeter.Verdict verdict = WorkMeter.Verdict.FINE;
        while (verdict == WorkMeter.Verdict.FINE) {
            verdict = allowances.lend(key(number++), at("10.0.0.1"), 0).work(900, true, 0);
        }
        assertThat(number).as("each stays within its own burst").isEqualTo(5);
        Allowance neighbour = allowances.lend(key(99), at("10.0.0.2"), 0);
        assertThat(neighbour.work(200, true, 0)).as("heartbeats and the like").isEqualTo(WorkMeter.Verdict.FINE);
    }

    @Test
    void entriesThatStillLimitSomebodyAreTheLastToGo() {
        visit(1, "10.0.0.1", 0);
        for (int i = 2; i < 1_000; i++) {
            Allowance other = allowances.lend(key(i), at("10." + i / 200 + "." + i % 200 + ".9"), 0);
            for (int k = 0; k < 50; k++) {
                other.message(Topic.TX, 0);
            }
            allowances.giveBack(key(i));
            assertThat(allowances.size()).isLessThanOrEqualTo(804);
        }
        assertThat(visit(1, "10.0.0.1", 0)).isZero();
    }

    @Test
    void whatIsInUseIsNeverForgotten() {
        Allowance used = allowances.lend(key(1), at("10.0.0.1"), 0);
        for (int i = 2; i < 500; i++) {
            visit(i, "10." + i / 200 + "." + i % 200 + ".9", 0);
        }
        while (used.message(Topic.TX, 0)) {
            continue;
        }
        allowances.giveBack(key(1));
        assertThat(visit(1, "10.0.0.1", 0)).isZero();
    }
}
