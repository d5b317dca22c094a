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
            new InputLimits(1, Duration.ofSeconds(1), 100, 1_000),
            new ByteRates(oneWay(), oneWay(), false));

    /** 100 bytes a second of a connection, 1,000 of a peer, 20,000 of all; 10,000 at once of TX, 1,000 a second. */
    private static ByteRates.OneWay oneWay() {
        return new ByteRates.OneWay(
                new RateLimit(100, 100),
                new RateLimit(1_000, 1_000),
                new RateLimit(20_000, 20_000),
                new EnumMap<>(Map.of(Topic.TX, new RateLimit(1_000, 10_000))));
    }

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

    @Test
    void bytesOfAConnectionBeginAnewAndThoseOfAnIdentityDoNot() {
        InboundBytes first = inbound(1, "10.0.0.1", 0);
        assertThat(first.arrived(100, 0)).isLessThanOrEqualTo(0);
        assertThat(first.arrived(100, 0)).isEqualTo(0);
        assertThat(first.arrived(100, 0)).isEqualTo(SECOND);
        first.arrived(1_700, 0);
        allowances.giveBack(key(1));

        InboundBytes again = inbound(1, "10.0.0.1", 0);

        // 2,000 bytes at 1,000 a second, of which 1,000 could go at once: its connection alone would let it go.
        assertThat(again.arrived(1, 0)).isEqualTo(SECOND);
        assertThat(inbound(2, "10.7.0.1", 0).arrived(1, 0)).isNegative();
    }

    @Test
    void bytesOfATopicAreTheIdentitysOnEveryConnection() {
        inbound(1, "10.0.0.1", 0).messages(Topic.TX, 15_000, 0);
        allowances.giveBack(key(1));
        assertThat(inbound(1, "10.0.0.2", 0).messages(Topic.TX, 1, 0)).isEqualTo(5 * SECOND);
        assertThat(inbound(2, "10.0.0.2", 0).messages(Topic.TX, 1, 0)).isNegative();
        assertThat(inbound(3, "10.0.0.2", 0).messages(Topic.BLOCK, 1 << 30, 0)).isNegative();
    }

    @Test
    void bytesOfOneAddressAreFourTimesAPeers() {
        InboundBytes[] peers = new InboundBytes[6];
        for (int i = 0; i < 5; i++) {
            peers[i] = inbound(i, "10.0.0.1", 0);
        }
        peers[5] = inbound(5, "10.9.0.1", 0);
        for (int i = 0; i < 5; i++) {
            peers[i].arrived(2_000, 0);
        }
        // 8,000 bytes of a group that may send 4,000 a second, and 4,000 at once.
        assertThat(peers[2].letGo(0)).isEqualTo(2_000);
        assertThat(peers[4].letGo(0)).isZero();
        assertThat(peers[4].turn()).isEqualTo(SECOND);
        assertThat(peers[4].letGo(SECOND)).isEqualTo(2_000);
        peers[5].arrived(2_000, 0);
        assertThat(peers[5].letGo(0)).isEqualTo(2_000);
    }

    @Test
    void bytesOfAllPeersHaveARateOfWhichEachTakesALeaseAtATimeInTurn() {
        InboundBytes flooder = inbound(1, "10.1.0.1", 0);
        InboundBytes honest = inbound(2, "10.2.0.1", 0);
        // Of 20,000 a second and as many at once the first three leases go beyond what is there.
        flooder.arrived(1_000_000, 0);
        assertThat(flooder.letGo(0)).isLessThanOrEqualTo(3 * InboundBytes.LEASE);
        honest.arrived(1_000, 0);
        assertThat(honest.turn()).isLessThanOrEqualTo(2 * InboundBytes.LEASE * SECOND / 20_000);
        assertThat(honest.letGo(honest.turn())).isEqualTo(1_000);
    }

    @Test
    void aFloodOfAnySizeKeepsWhoSharesARateWaitingForSecondsAtMost() {
        for (int i = 0; i < 100; i++) {
            inbound(i, "10." + i + ".0.1", 0).arrived(100_000_000, 0);
        }
        InboundBytes honest = inbound(200, "10.200.0.1", 0);
        honest.arrived(1_000, 0);
        assertThat(honest.turn()).isLessThanOrEqualTo(ByteBucket.LONGEST_SHARED_DEBT_NANOS);
    }

    @Test
    void aConnectionIsNoFurtherBehindSharedRatesThanSoMuch() {
        InboundBytes flooder = inbound(1, "10.1.0.1", 0);
        for (int i = 0; i < 100; i++) {
            flooder.arrived(1_000_000, 0);
            assertThat(flooder.position() - flooder.letGo(0))
                    .isLessThanOrEqualTo(InboundBytes.BEHIND_MOST + InboundBytes.LEASE);
        }
    }

    @Test
    void whoSharesTheRateOfAllSendsInTurn() {
        Allowance one = allowances.lend(key(1), at("10.0.0.1"), 0);
        Allowance two = allowances.lend(key(2), at("10.1.0.1"), 0);
        OutboundBytes first = one.outbound(true);
        OutboundBytes second = two.outbound(true);
        long lease = OutboundBytes.LEASE * SECOND / 20_000;
        assertThat(first.ready(Topic.CONSENSUS, 0)).isNegative();
        assertThat(first.ready(Topic.BLOCK, 0)).isEqualTo(-SECOND);
        assertThat(second.ready(Topic.BLOCK, 0)).isEqualTo(lease - SECOND);
        assertThat(allowances.lend(key(3), at("10.2.0.1"), 0).outbound(true).ready(Topic.BLOCK, 0))
                .isEqualTo(2 * lease - SECOND);
    }

    @Test
    void mustConnectPeersHaveNoRateOfBytes() {
        Allowance allowance = allowances.lend(key(1), at("10.0.0.1"), 0);
        assertThat(allowance.inbound(false)).isNull();
        assertThat(allowance.outbound(false)).isNull();
    }

    @Test
    void whoOwesBytesIsNotForgotten() {
        inbound(1, "10.0.0.1", 0).arrived(1_000_000, 0);
        allowances.giveBack(key(1));
        for (int i = 2; i < 1_000; i++) {
            allowances.lend(key(i), at("10." + i / 200 + "." + i % 200 + ".9"), 0);
            allowances.giveBack(key(i));
        }
        assertThat(allowances.size()).isLessThanOrEqualTo(800);
        assertThat(inbound(1, "10.0.0.1", 0).arrived(1, 0)).isEqualTo(ByteBucket.LONGEST_DEBT_NANOS);
    }

    private InboundBytes inbound(int number, String from, long now) {
        InboundBytes bytes = allowances.lend(key(number), at(from), now).inbound(true);
        assertThat(bytes).isNotNull();
        return bytes;
    }
}
