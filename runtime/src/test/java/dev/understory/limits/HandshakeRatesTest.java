package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandshakeRatesTest {
    private static final long SECOND = 1_000_000_000;
    private static final HandshakeRates.Policy SMALL = new HandshakeRates.Policy(new PerLevel(1, 2, 3, 5), 8, 2);

    private final HandshakeRates rates = new HandshakeRates(SMALL, 99, 0);

    private int taken(String host, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rates.take(NetworkAddress.of(host), false, now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void eachGroupHasItsRateAndWhatItSavedInTheTimeOfABurst() {
        assertThat(taken("10.0.0.1", 9, 0)).as("an address").isEqualTo(2);
        assertThat(taken("10.0.0.2", 9, 0)).isEqualTo(2);
        assertThat(taken("10.0.0.3", 9, 0)).isEqualTo(2);
        assertThat(taken("10.0.0.4", 9, 0)).as("the subnet has had its six").isZero();
        assertThat(taken("10.0.1.1", 9, 0)).isEqualTo(2);
        assertThat(taken("10.0.1.2", 9, 0)).isEqualTo(2);
        assertThat(taken("10.0.2.1", 9, 0)).as("the network has had its ten").isZero();
        assertThat(taken("2001:db8::1", 9, 0)).isEqualTo(2);
        assertThat(taken("10.0.0.1", 9, SECOND)).isEqualTo(1);
    }

    @Test
    void allTogetherHaveARateToo() {
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += taken("10." + i + ".0.1", 1, 0);
        }
        assertThat(taken).isEqualTo(16);
        assertThat(taken("10.200.0.1", 1, 0)).isZero();
        assertThat(taken("10.200.0.1", 1, SECOND)).isEqualTo(1);
    }

    @Test
    void aRefusalCostsNobodyAnything() {
        taken("10.0.0.1", 1_000, 0);
        assertThat(taken("10.0.0.2", 1, 0)).as("the subnet lost two").isEqualTo(1);
        assertThat(taken("10.9.0.1", 2, 0)).isEqualTo(2);
    }

    @Test
    void expectedAddressesHaveTheirOwnAndTakeNothingFromOthers() {
        for (int i = 0; i < 100; i++) {
            taken("10." + i + ".0.1", 1, 0);
        }
        NetworkAddress validator = NetworkAddress.of("10.0.0.1");
        assertThat(rates.take(validator, true, 0)).isTrue();
        assertThat(rates.take(validator, true, 0)).isTrue();
        assertThat(rates.take(validator, true, 0))
                .as("whoever sits beside it is bounded")
                .isFalse();
        assertThat(rates.take(NetworkAddress.of("10.0.0.2"), true, 0)).isTrue();
    }

    @Test
    void theMachineItselfHasOnlyTheRateOfAll() {
        assertThat(taken("127.0.0.1", 100, 0)).isEqualTo(16);
    }

    /** However many addresses there are: memory has a bound, and coming from yet another does not renew an allowance. */
    @Test
    void aMillionAddressesFillNoMoreThanTheBucketsAndRenewNothing() {
        HandshakeRates generous =
                new HandshakeRates(new HandshakeRates.Policy(new PerLevel(1, 1, 1, 1_000_000), 1_000_000, 2), 99, 0);
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            NetworkAddress from = NetworkAddress.of("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256);
            taken += generous.take(from, false, 0) ? 1 : 0;
        }
        assertThat(generous.size()).isLessThanOrEqualTo(1 + 4 * HandshakeRates.SLOTS);
        assertThat(taken).as("two for each subnet's bucket").isLessThanOrEqualTo(2 * HandshakeRates.SLOTS);
        assertThat(generous.take(NetworkAddress.of("10.0.0.0"), false, 0)).isFalse();
    }

    @Test
    void whoSharesABucketDependsOnTheKey() {
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            AddressGroup group = AddressGroup.parse("10.0." + i / 256 + "." + i % 256);
            same += group.hash(1) >>> 52 == group.hash(2) >>> 52 ? 1 : 0;
        }
        assertThat(same).isLessThan(10);
    }
}
