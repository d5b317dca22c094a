package dev.understory.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedHandshakesTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final NetworkAddress HOME = NetworkAddress.of("192.0.2.7");
    private static final AutoBanPolicy THREE = new AutoBanPolicy(
            3,
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(2),
            List.of(AddressGroup.parse("10.0.0.0/8")));

    private final FailedHandshakes failures = new FailedHandshakes(THREE);

    @Test
    void soManyWithinTheWindowBanTheAddress() {
        assertThat(failures.failed(HOME, 0)).isFalse();
        assertThat(failures.failed(HOME, MINUTE)).isFalse();
        assertThat(failures.failed(NetworkAddress.of("192.0.2.8"), MINUTE)).isFalse();
        assertThat(failures.failed(HOME, 9 * MINUTE)).isTrue();
        assertThat(failures.subject(HOME)).isEqualTo(new BanSubject.Address(HOME));
    }

    @Test
    void failuresThatAreOlderThanTheWindowCountNoLonger() {
        for (int i = 0; i < 20; i++) {
            assertThat(failures.failed(HOME, i * 6 * MINUTE)).isFalse();
        }
    }

    /** The window moves with the time: nobody gets twice as many by its borders. */
    @Test
    void failuresCountForTheWindowWhereverItBegan() {
        failures.failed(HOME, 0);
        failures.failed(HOME, 9 * MINUTE);
        assertThat(failures.failed(HOME, 10 * MINUTE)).isFalse();
        assertThat(failures.failed(HOME, 19 * MINUTE)).isFalse();
        assertThat(failures.failed(HOME, 20 * MINUTE - 1)).isTrue();
    }

    @Test
    void afterABanFailuresAreCountedAnew() {
        failures.failed(HOME, 0);
        failures.failed(HOME, 0);
        assertThat(failures.failed(HOME, 0)).isTrue();
        assertThat(failures.failed(HOME, 1)).isFalse();
    }

    @Test
    void moreThanSoManyFailuresAreNotWaitedFor() {
        assertThatThrownBy(() -> new AutoBanPolicy(
                        AutoBanPolicy.MOST_FAILURES + 1,
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theAddressesOfAnIpv6NetworkOf64BitsFailAsOne() {
        assertThat(failures.failed(NetworkAddress.of("2001:db8::1"), 0)).isFalse();
        assertThat(failures.failed(NetworkAddress.of("2001:db8::2"), 0)).isFalse();
        assertThat(failures.failed(NetworkAddress.of("2001:db8::3"), 0)).isTrue();
        assertThat(failures.subject(NetworkAddress.of("2001:db8::4")))
                .isEqualTo(BanSubject.ofAddresses("2001:db8::/64"));
    }

    /** One behind a NAT must not have the others banned. */
    @Test
    void anAddressFromWhichSomebodyWasAdmittedLatelyIsNotBanned() {
        failures.admitted(HOME, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(failures.failed(HOME, 60 * MINUTE)).isFalse();
        }
        failures.failed(HOME, 120 * MINUTE);
        failures.failed(HOME, 120 * MINUTE);
        assertThat(failures.failed(HOME, 120 * MINUTE)).isTrue();
    }

    @Test
    void exemptRangesAreNotBanned() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.failed(NetworkAddress.of("10.1.2.3"), 0)).isFalse();
            assertThat(failures.failed(NetworkAddress.of("a.name"), 0)).isFalse();
        }
    }

    @Test
    void oneFailureIsEnoughWhereTheOperatorWantsSoAndNoneWhereHeWantsThat() {
        FailedHandshakes strict = new FailedHandshakes(
                new AutoBanPolicy(1, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ZERO, List.of()));
        strict.admitted(HOME, 0);
        assertThat(strict.failed(HOME, 0)).isTrue();
        FailedHandshakes never = new FailedHandshakes(
                new AutoBanPolicy(0, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ZERO, List.of()));
        assertThat(never.failed(HOME, 0)).isFalse();
    }

    @Test
    void noMoreThanSoManyAddressesAreRemembered() {
        for (int i = 0; i < 3 * FailedHandshakes.ENTRIES; i++) {
            NetworkAddress address = NetworkAddress.of("11." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256);
            failures.failed(address, i);
            failures.admitted(address, i);
        }
        assertThat(failures.size()).isEqualTo(2 * FailedHandshakes.ENTRIES);
    }
}
