package dev.understory.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.PerLevel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReputationLedgerTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final NetworkAddress HOME = NetworkAddress.of("192.0.2.7");
    private static final PublicKey SOMEBODY = key(1);

    private final ReputationLedger ledger = new ReputationLedger(ReputationPolicy.DEFAULT);

    private static PublicKey key(int number) {
        return PublicKey.of(
                KeyType.ED25519, ByteBuffer.allocate(32).putInt(number).array());
    }

    @Test
    void whoHasDoneNothingHasZeroPoints() {
        assertThat(ledger.score(SOMEBODY, 0)).isZero();
        assertThat(ledger.isDiscouraged(SOMEBODY, 0)).isFalse();
        assertThat(ledger.isDiscouraged(HOME, 0)).isFalse();
    }

    @Test
    void tenPointsBelowZeroAreToleratedAndElevenAreNot() {
        assertThat(ledger.debit(SOMEBODY, Offence.MESSAGE_TOO_LONG, 0)).isEqualTo(-10);
        assertThat(ledger.isDiscouraged(SOMEBODY, 0)).isFalse();
        assertThat(ledger.debit(SOMEBODY, Offence.BAD_FRAME, 0)).isEqualTo(-11);
        assertThat(ledger.isDiscouraged(SOMEBODY, 0)).isTrue();
        assertThat(ledger.isDiscouraged(key(2), 0)).isFalse();
    }

    @Test
    void aPointComesBackWithEveryRecoveryTime() {
        ledger.debit(SOMEBODY, Offence.BAD_TOPIC, 0);
        assertThat(ledger.score(SOMEBODY, MINUTE - 1)).isEqualTo(-3);
        assertThat(ledger.score(SOMEBODY, MINUTE)).isEqualTo(-2);
        assertThat(ledger.score(SOMEBODY, 3 * MINUTE)).isZero();
        assertThat(ledger.size()).as("nothing is remembered of it").isZero();
    }

    @Test
    void anOffenceDoesNotUndoTheTimeThatHasPassedSinceTheLastOne() {
        ledger.debit(SOMEBODY, Offence.BAD_TOPIC, 0);
        ledger.debit(SOMEBODY, Offence.BAD_FRAME, MINUTE - 1);
        assertThat(ledger.score(SOMEBODY, MINUTE - 1)).isEqualTo(-4);
        assertThat(ledger.score(SOMEBODY, MINUTE)).isEqualTo(-3);
    }

    @Test
    void oneOffenceAMinuteThatCostsOnePointDiscouragesNobody() {
        for (int minute = 0; minute < 1_000; minute++) {
            ledger.debit(SOMEBODY, Offence.BAD_FRAME, minute * MINUTE);
            assertThat(ledger.isDiscouraged(SOMEBODY, minute * MINUTE)).isFalse();
        }
    }

    @Test
    void noScoreFallsBelowTheFloor() {
        for (int i = 0; i < 50; i++) {
            ledger.debit(SOMEBODY, Offence.MESSAGE_TOO_LONG, 0);
        }
        assertThat(ledger.score(SOMEBODY, 0)).isEqualTo(ReputationLedger.FLOOR);
        assertThat(ledger.isDiscouraged(SOMEBODY, 90 * MINUTE)).isFalse();
    }

    @Test
    void whatIsEarnedIsCappedLowAndFades() {
        assertThat(ledger.credit(SOMEBODY, Credit.GOOD_BLOCK, 0)).isEqualTo(3);
        for (int i = 0; i < 50; i++) {
            ledger.credit(SOMEBODY, Credit.ADDRESSES_ANSWERED, 0);
        }
        assertThat(ledger.score(SOMEBODY, 0)).isEqualTo(10);
        assertThat(ledger.score(SOMEBODY, 4 * MINUTE)).isEqualTo(6);
        assertThat(ledger.score(SOMEBODY, 10 * MINUTE)).isZero();
        assertThat(ledger.size()).as("nothing is remembered of it").isZero();
    }

    @Test
    void whoHasEarnedEverythingIsRefusedAfterExactlyAsManyOffencesAsAStranger() {
        for (Offence offence : Offence.values()) {
            ReputationLedger both = new ReputationLedger(ReputationPolicy.DEFAULT);
            for (int i = 0; i < 50; i++) {
                both.credit(SOMEBODY, Credit.GOOD_BLOCK, 0);
            }
            int offences = 0;
            while (!both.isDiscouraged(SOMEBODY, 0)) {
                both.debit(SOMEBODY, offence, 0);
                both.debit(key(2), offence, 0);
                offences++;
                assertThat(both.isDiscouraged(key(2), 0))
                        .as("%s, number %d", offence, offences)
                        .isEqualTo(both.isDiscouraged(SOMEBODY, 0));
            }
            assertThat(offences).isEqualTo(10 / offence.cost() + 1);
        }
    }

    @Test
    void nothingIsEarnedWhilePointsAreMissing() {
        ledger.debit(SOMEBODY, Offence.INVALID_BLOCK, 0);
        assertThat(ledger.credit(SOMEBODY, Credit.GOOD_BLOCK, 0)).isEqualTo(-3);
        assertThat(ledger.score(SOMEBODY, 2 * MINUTE))
                .as("time alone brings them back")
                .isEqualTo(-1);
        assertThat(ledger.credit(SOMEBODY, Credit.USEFUL_MESSAGE, 3 * MINUTE)).isEqualTo(1);
    }

    @Test
    void whatOthersHaveEarnedPushesNoOffenderOut() {
        ReputationLedger small = new ReputationLedger(new ReputationPolicy(
                10, new PerLevel(30, 40, 50, 80), Duration.ofMinutes(1), 5, 2, 10, Duration.ofMinutes(1)));
        small.debit(SOMEBODY, Offence.MESSAGE_TOO_LONG, 0);
        for (int i = 2; i < 100; i++) {
            small.credit(key(i), Credit.USEFUL_MESSAGE, 0);
        }
        assertThat(small.score(SOMEBODY, 0)).isEqualTo(-10);
        assertThat(small.size()).as("five at a time, and the offender").isEqualTo(6);
        assertThat(small.standings(0))
                .as("changes are remembered of five, and of the offender")
                .hasSize(6)
                .extracting(Standing::peer)
                .contains(SOMEBODY);
    }

    @Test
    void theChangesOfOffendersAreRememberedApartWhoseLastChangeIsOldestFirst() {
        ReputationLedger small = new ReputationLedger(new ReputationPolicy(
                10, new PerLevel(30, 40, 50, 80), Duration.ofMinutes(1), 5, 2, 10, Duration.ofMinutes(1)));
        small.credit(SOMEBODY, Credit.USEFUL_MESSAGE, 0);
        small.debit(SOMEBODY, Offence.BAD_FRAME, 1);
        small.credit(SOMEBODY, Credit.USEFUL_MESSAGE, 2 * MINUTE);
        for (int i = 2; i <= 6; i++) {
            small.credit(key(i), Credit.USEFUL_MESSAGE, (i - 1) * MINUTE);
        }
        assertThat(small.standings(9 * MINUTE))
                .extracting(Standing::peer)
                .containsExactly(key(2), SOMEBODY, key(3), key(4), key(5), key(6));
        assertThat(small.standing(SOMEBODY, 9 * MINUTE).history()).hasSize(3);
        for (int i = 7; i <= 11; i++) {
            small.debit(key(i), Offence.BAD_FRAME, 8 * MINUTE);
        }
        assertThat(small.standings(9 * MINUTE))
                .hasSize(10)
                .extracting(Standing::peer)
                .doesNotContain(SOMEBODY);
    }

    @Test
    void anOperatorSeesTheLastChangesAndHowLongSomebodyIsRefused() {
        ledger.credit(SOMEBODY, Credit.USEFUL_MESSAGE, 0);
        ledger.credit(SOMEBODY, Credit.USEFUL_MESSAGE, MINUTE / 2);
        ledger.debit(SOMEBODY, Offence.MESSAGE_TOO_LONG, MINUTE);
        ledger.debit(SOMEBODY, Offence.INVALID_BLOCK, MINUTE);
        assertThat(ledger.standings(MINUTE))
                .containsExactly(new Standing(
                        SOMEBODY,
                        -13,
                        Duration.ofMinutes(3),
                        List.of(
                                new ScoreChange(Credit.USEFUL_MESSAGE, 2, 2, MINUTE / 2),
                                new ScoreChange(Offence.MESSAGE_TOO_LONG, 1, -10, MINUTE),
                                new ScoreChange(Offence.INVALID_BLOCK, 1, -13, MINUTE))));
        assertThat(ledger.standing(SOMEBODY, 4 * MINUTE).refusedFor()).isZero();
        assertThat(ledger.isDiscouraged(SOMEBODY, 4 * MINUTE)).isFalse();
        for (int i = 0; i < 50; i++) {
            ledger.debit(SOMEBODY, i % 2 == 0 ? Offence.BAD_FRAME : Offence.BAD_TOPIC, 5 * MINUTE);
        }
        assertThat(ledger.standing(SOMEBODY, 5 * MINUTE).history()).hasSize(ScoreHistory.CHANGES);
    }

    @Test
    void theIdentitiesOfASubnetShareItsScore() {
        for (int i = 0; i < 5; i++) {
            ledger.debit(NetworkAddress.of("192.0.2." + i), Offence.MESSAGE_TOO_LONG, 0);
        }
        assertThat(ledger.isDiscouraged(HOME, 0)).isFalse();
        ledger.debit(HOME, Offence.BAD_FRAME, 0);
        assertThat(ledger.isDiscouraged(NetworkAddress.of("192.0.2.200"), 0)).isTrue();
        assertThat(ledger.isDiscouraged(NetworkAddress.of("192.0.3.7"), 0)).isFalse();
    }

    private void offendWithoutEnd(String address) {
        for (int i = 0; i < 50; i++) {
            ledger.debit(NetworkAddress.of(address), Offence.MESSAGE_TOO_LONG, 0);
        }
    }

    private boolean isDiscouraged(String address) {
        return ledger.isDiscouraged(NetworkAddress.of(address), 0);
    }

    /** A narrower group uses up a quarter of what the wider one tolerates, and no more. */
    @Test
    void oneBadHostPunishesNeitherItsSubnetNorItsNetwork() {
        offendWithoutEnd("192.0.2.1");
        assertThat(isDiscouraged("192.0.2.1")).isTrue();
        assertThat(isDiscouraged("192.0.2.2")).isFalse();
        for (int host = 2; host <= 4; host++) {
            offendWithoutEnd("192.0.2." + host);
        }
        assertThat(isDiscouraged("192.0.2.9")).isFalse();
        offendWithoutEnd("192.0.2.5");
        assertThat(isDiscouraged("192.0.2.9")).as("five hosts are enough").isTrue();
        assertThat(isDiscouraged("192.0.3.9"))
                .as("one subnet does not punish the network")
                .isFalse();
    }

    @Test
    void fiveBadSubnetsPunishTheirNetworkAndNoOther() {
        for (int subnet = 0; subnet < 5; subnet++) {
            assertThat(isDiscouraged("192.0.99.1")).isFalse();
            for (int host = 1; host <= 5; host++) {
                offendWithoutEnd("192.0." + subnet + "." + host);
            }
        }
        assertThat(isDiscouraged("192.0.99.1")).isTrue();
        assertThat(isDiscouraged("192.1.0.1")).isFalse();
    }

    /** The same offender, who recovers and offends again, uses up no more of the subnet's tolerance than his share. */
    @Test
    void whoOffendsAgainAfterHisRecoveryCountsForNoMoreThanHisShare() {
        for (long minute = 0; minute < 500; minute++) {
            ledger.debit(HOME, Offence.BAD_TOPIC, minute * MINUTE);
            assertThat(ledger.score(HOME, GroupLevel.SUBNET, minute * MINUTE)).isGreaterThanOrEqualTo(-12);
        }
        assertThat(ledger.score(HOME, GroupLevel.ADDRESS, 500 * MINUTE)).isLessThan(-90);
    }

    @Test
    void theHostsOfAnIpv6SiteAreJudgedByTheirSixtyFour() {
        for (int host = 0; host < 4; host++) {
            ledger.debit(NetworkAddress.of("2001:db8:0:101::" + host), Offence.MESSAGE_TOO_LONG, 0);
        }
        assertThat(isDiscouraged("2001:db8:0:101:ffff::1")).isTrue();
        assertThat(isDiscouraged("2001:db8:0:102::1")).isFalse();
    }

    @Test
    void addressesOfTheMachineItselfHaveNoScore() {
        for (String loopback : new String[] {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
            for (int i = 0; i < 10; i++) {
                ledger.debit(NetworkAddress.of(loopback), Offence.MESSAGE_TOO_LONG, 0);
            }
            assertThat(ledger.isDiscouraged(NetworkAddress.of(loopback), 0)).isFalse();
        }
        assertThat(ledger.size()).isZero();
    }

    @Test
    void whoOffendedLongestAgoIsForgottenFirst() {
        ReputationLedger small = new ReputationLedger(new ReputationPolicy(
                10, new PerLevel(30, 40, 50, 80), Duration.ofMinutes(1), 100, 2, 10, Duration.ofMinutes(1)));
        for (int i = 0; i < 1_000; i++) {
            small.debit(SOMEBODY, Offence.BAD_FRAME, 0);
            small.debit(key(10 + i), Offence.MESSAGE_TOO_LONG, 0);
        }
        assertThat(small.size()).isEqualTo(100);
        assertThat(small.score(SOMEBODY, 0)).isEqualTo(-100);
        assertThat(small.score(key(10), 0)).isZero();
        assertThat(small.score(key(1_009), 0)).isEqualTo(-10);
    }
}
