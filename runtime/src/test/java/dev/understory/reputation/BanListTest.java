package dev.understory.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import org.junit.jupiter.api.Test;

class BanListTest {
    private static BanSubject address(int number) {
        return new BanSubject.Address(
                NetworkAddress.of("10." + number / 65536 + "." + number / 256 % 256 + "." + number % 256));
    }

    private static boolean isBanned(BanList list, int number, long now) {
        return list.isBanned(((BanSubject.Address) address(number)).address(), false, now);
    }

    private static BanTerm until(long end) {
        return new BanTerm(BanReason.OPERATOR, 0, end);
    }

    private static BanTerm automatic(long since) {
        return new BanTerm(BanReason.FAILED_AUTHENTICATION, since, since + 1_000_000);
    }

    /** attacks.md, C8. */
    @Test
    void aFloodOfAutomaticBansEvictsTheOldestAndNeverAnOperators() {
        BanList list = new BanList();
        list.ban(address(1), until(BanList.FOREVER), 0);
        for (int i = 1; i <= 1_000_000; i++) {
            list.ban(address(i), automatic(i), i);
        }
        assertThat(list.size()).isEqualTo(BanList.MOST_AUTOMATIC + 1);
        assertThat(isBanned(list, 1, 1_000_000)).isTrue();
        assertThat(isBanned(list, 1_000_000 - BanList.MOST_AUTOMATIC, 1_000_000))
                .isFalse();
        assertThat(isBanned(list, 1_000_001 - BanList.MOST_AUTOMATIC, 1_000_000))
                .isTrue();
        assertThat(list.inForce(1_000_000).get(0).reason()).isEqualTo(BanReason.OPERATOR);
    }

    @Test
    void anAutomaticBanTakesNoOperatorsPlaceAndAnOperatorsTakesAnAutomaticOnes() {
        BanList list = new BanList();
        assertThat(list.ban(address(1), until(100), 0)).isTrue();
        assertThat(list.ban(address(1), automatic(0), 0)).isFalse();
        assertThat(list.ban(address(1), automatic(100), 100))
                .as("it has ended, though nobody has asked for it since")
                .isTrue();
        assertThat(list.ban(address(1), until(BanList.FOREVER), 0)).isTrue();
        assertThat(isBanned(list, 1, 2_000_000)).isTrue();
        assertThat(list.size()).isEqualTo(1);
    }

    @Test
    void whoIsExpectedIsExcusedFromAutomaticBansOnly() {
        BanList list = new BanList();
        list.ban(BanSubject.ofAddresses("2001:db8::/64"), automatic(0), 0);
        list.ban(BanSubject.ofAddresses("192.0.2.1"), until(BanList.FOREVER), 0);
        assertThat(list.isBanned(of("2001:db8::5"), false, 1)).isTrue();
        assertThat(list.isBanned(of("2001:db8::5"), true, 1)).isFalse();
        assertThat(list.isBanned(of("192.0.2.1"), true, 1)).isTrue();
    }

    @Test
    void bansEndAtTheirTime() {
        BanList list = new BanList();
        list.ban(address(1), until(100), 0);
        assertThat(isBanned(list, 1, 99)).isTrue();
        assertThat(isBanned(list, 1, 100)).isFalse();
        assertThat(list.size()).isZero();
        list.ban(address(2), until(100), 0);
        list.ban(address(3), until(BanList.FOREVER), 0);
        assertThat(list.inForce(100)).extracting(Ban::subject).containsExactly(address(3));
        assertThat(list.unban(address(3))).isTrue();
        assertThat(list.unban(address(3))).isFalse();
        assertThat(list.inForce(0)).isEmpty();
    }

    @Test
    void operatorsBanUntilTheListIsFullAndNoBanIsEvicted() {
        BanList list = new BanList();
        for (int i = 0; i < BanList.MOST_LASTING; i++) {
            assertThat(list.ban(address(i), until(BanList.FOREVER), 0)).isTrue();
        }
        assertThat(list.ban(address(BanList.MOST_LASTING), until(BanList.FOREVER), 0))
                .isFalse();
        assertThat(list.ban(address(0), until(BanList.FOREVER), 0))
                .as("it is there")
                .isTrue();
        assertThat(list.size()).isEqualTo(BanList.MOST_LASTING);
        assertThat(isBanned(list, 0, 0)).isTrue();
    }

    private static NetworkAddress of(String host) {
        return NetworkAddress.of(host);
    }

    @Test
    void aNetworkOfAnyLengthIsBannedWithAllItsAddresses() {
        BanList list = new BanList();
        list.ban(BanSubject.ofAddresses("10.0.0.0/13"), until(BanList.FOREVER), 0);
        list.ban(BanSubject.ofAddresses("2001:db8::/45"), until(100), 0);
        list.ban(BanSubject.ofAddresses("::ffff:192.0.2.0/120"), until(BanList.FOREVER), 0);
        assertThat(list.isBanned(of("10.7.255.255"), false, 0)).isTrue();
        assertThat(list.isBanned(of("10.8.0.0"), false, 0)).isFalse();
        assertThat(list.isBanned(of("2001:db8:7::1"), false, 0)).isTrue();
        assertThat(list.isBanned(of("2001:db8:8::1"), false, 0)).isFalse();
        assertThat(list.isBanned(of("192.0.2.77"), false, 0)).isTrue();
        assertThat(list.isBanned(of("::ffff:10.1.1.1"), false, 0)).isTrue();
        assertThat(list.isBanned(of("2001:db8:7::1"), false, 100))
                .as("it has expired")
                .isFalse();
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.unban(BanSubject.ofAddresses("10.0.0.0/13"))).isTrue();
        assertThat(list.isBanned(of("10.7.255.255"), false, 0)).isFalse();
    }

    @Test
    void aNetworkOfOneAddressIsThatAddress() {
        BanList list = new BanList();
        list.ban(new BanSubject.Network(AddressGroup.parse("10.1.2.3/32")), until(BanList.FOREVER), 0);
        assertThat(list.inForce(0)).extracting(Ban::subject).containsExactly(new BanSubject.Address(of("10.1.2.3")));
        assertThat(list.unban(new BanSubject.Address(of("::ffff:10.1.2.3")))).isTrue();
    }

    /** However many networks are banned, an address is looked for once for each length that there is. */
    @Test
    void aHundredThousandBannedNetworksCostOneLook() {
        PrefixLengths lengths = new PrefixLengths();
        for (int i = 0; i < 100_000; i++) {
            lengths.add(AddressGroup.of(of("11." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256), 31));
        }
        assertThat(lengths.around(of("10.0.0.1"))).containsExactly(31);
        assertThat(lengths.around(of("::1"))).isEmpty();
        for (int length = 0; length <= 128; length++) {
            lengths.add(AddressGroup.of(of("2001:db8::1"), length));
        }
        assertThat(lengths.around(of("::1"))).hasSize(129);
    }

    @Test
    void theLengthsOfNetworksWhoseBanHasEndedAreForgotten() {
        BanList list = new BanList();
        for (int i = 1; i <= 200; i++) {
            int length = i <= 100 ? 25 : 26;
            list.ban(
                    new BanSubject.Network(AddressGroup.of(of("10." + i / 256 + "." + i % 256 + ".1"), length)),
                    until(length),
                    0);
        }
        assertThat(list.lengthsAround(of("10.0.0.1"))).containsExactly(25, 26);
        assertThat(list.inForce(25)).hasSize(100);
        assertThat(list.lengthsAround(of("10.0.0.1"))).containsExactly(26);
        assertThat(list.inForce(26)).isEmpty();
        assertThat(list.lengthsAround(of("10.0.0.1"))).isEmpty();
    }

    private static BanTerm configured() {
        return new BanTerm(BanReason.CONFIGURED, 0, BanList.FOREVER);
    }

    @Test
    void ofTwoBansByPeopleTheOneThatEndsLaterStays() {
        BanList list = new BanList();
        list.ban(address(1), configured(), 0);
        assertThat(list.ban(address(1), until(100), 0)).isTrue();
        assertThat(list.inForce(100)).extracting(Ban::reason).containsExactly(BanReason.CONFIGURED);
        list.ban(address(1), until(BanList.FOREVER), 0);
        assertThat(list.inForce(100)).extracting(Ban::reason).containsExactly(BanReason.OPERATOR);
        list.ban(address(1), configured(), 0);
        assertThat(list.inForce(100))
                .as("an operator's outlives the configuration")
                .extracting(Ban::reason)
                .containsExactly(BanReason.OPERATOR);
        list.ban(address(2), until(100), 0);
        list.ban(address(2), configured(), 0);
        assertThat(isBanned(list, 2, 100)).isTrue();
    }

    @Test
    void bansThatHaveEndedTakeNoRoom() {
        BanList list = new BanList();
        for (int i = 0; i < BanList.MOST_LASTING; i++) {
            list.ban(address(i), until(i < 2 ? 100 : 200), 0);
        }
        BanSubject more = address(BanList.MOST_LASTING);
        assertThat(list.ban(more, until(BanList.FOREVER), 99)).isFalse();
        assertThat(list.ban(more, until(BanList.FOREVER), 100)).isTrue();
        assertThat(list.ban(address(0), until(BanList.FOREVER), 100)).isTrue();
        assertThat(list.ban(address(1), until(BanList.FOREVER), 199)).isFalse();
        assertThat(list.ban(address(1), until(BanList.FOREVER), 200)).isTrue();
        assertThat(list.size()).isEqualTo(3);
    }

    @Test
    void aBanEndsInTimeWhateverTheClockShowsAndLaterThanAllTimeNever() {
        for (long now : new long[] {Long.MIN_VALUE, -5, 0, 5}) {
            assertThat(BanTerm.of(BanReason.OPERATOR, 0, 100, now))
                    .isEqualTo(new BanTerm(BanReason.OPERATOR, now, now + 100));
            assertThat(BanTerm.of(BanReason.OPERATOR, 0, BanList.FOREVER, now).until())
                    .isEqualTo(BanList.FOREVER);
        }
        assertThat(BanTerm.of(BanReason.OPERATOR, 0, 6, Long.MAX_VALUE - 5).until())
                .isEqualTo(BanList.FOREVER);
    }
}
