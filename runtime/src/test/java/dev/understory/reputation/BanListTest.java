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
        return list.isBanned(((BanSubject.Address) address(number)).address(), now);
    }

    /** attacks.md, C8. */
    @Test
    void aFloodOfAutomaticBansEvictsTheOldestAndNeverAnOperators() {
        BanList list = new BanList(1000);
        list.banByOperator(address(0), BanList.FOREVER);
        for (int i = 1; i <= 1_000_000; i++) {
            assertThat(list.banAutomatically(address(i), 1_000)).isTrue();
        }
        assertThat(list.size()).isEqualTo(1000);
        assertThat(isBanned(list, 0, 0)).isTrue();
        assertThat(isBanned(list, 1, 0)).isFalse();
        assertThat(isBanned(list, 1_000_000, 0)).isTrue();
    }

    @Test
    void operatorBansThatFillTheListLeaveNoRoomForAutomaticOnes() {
        BanList list = new BanList(2);
        list.banAutomatically(address(9), 10);
        for (int i = 0; i < 5; i++) {
            list.banByOperator(address(i), 10);
        }
        assertThat(list.size()).isEqualTo(5);
        assertThat(list.banAutomatically(address(9), 10)).isFalse();
        assertThat(isBanned(list, 9, 0)).isFalse();
    }

    @Test
    void bansEndAtTheirTimeAndAutomaticOnesAreNeverShortened() {
        BanList list = new BanList(10);
        list.banAutomatically(address(1), 100);
        list.banAutomatically(address(1), 50);
        assertThat(isBanned(list, 1, 99)).isTrue();
        assertThat(isBanned(list, 1, 100)).isFalse();
        assertThat(list.size()).isZero();
        list.banByOperator(address(2), 100);
        list.banByOperator(address(3), BanList.FOREVER);
        assertThat(list.inForce(100)).containsExactly(address(3));
        assertThat(list.unban(address(3))).isTrue();
        assertThat(list.unban(address(3))).isFalse();
        assertThat(list.inForce(0)).isEmpty();
    }

    private static NetworkAddress of(String host) {
        return NetworkAddress.of(host);
    }

    @Test
    void aNetworkOfAnyLengthIsBannedWithAllItsAddresses() {
        BanList list = new BanList(10);
        list.banByOperator(BanSubject.ofAddresses("10.0.0.0/13"), BanList.FOREVER);
        list.banByOperator(BanSubject.ofAddresses("2001:db8::/45"), 100);
        list.banByOperator(BanSubject.ofAddresses("::ffff:192.0.2.0/120"), BanList.FOREVER);
        assertThat(list.isBanned(of("10.7.255.255"), 0)).isTrue();
        assertThat(list.isBanned(of("10.8.0.0"), 0)).isFalse();
        assertThat(list.isBanned(of("2001:db8:7::1"), 0)).isTrue();
        assertThat(list.isBanned(of("2001:db8:8::1"), 0)).isFalse();
        assertThat(list.isBanned(of("192.0.2.77"), 0)).isTrue();
        assertThat(list.isBanned(of("::ffff:10.1.1.1"), 0)).isTrue();
        assertThat(list.isBanned(of("2001:db8:7::1"), 100)).as("it has expired").isFalse();
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.unban(BanSubject.ofAddresses("10.0.0.0/13"))).isTrue();
        assertThat(list.isBanned(of("10.7.255.255"), 0)).isFalse();
    }

    @Test
    void aNetworkOfOneAddressIsThatAddress() {
        BanList list = new BanList(10);
        list.banByOperator(new BanSubject.Network(AddressGroup.parse("10.1.2.3/32")), BanList.FOREVER);
        assertThat(list.inForce(0)).containsExactly(new BanSubject.Address(of("10.1.2.3")));
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
    void aFloodOfAutomaticBansOfNetworksForgetsTheLengthsOfThoseThatGo() {
        BanList list = new BanList(100);
        for (int i = 1; i <= 10_000; i++) {
            int length = i <= 5_000 ? 25 : 26;
            list.banAutomatically(
                    new BanSubject.Network(AddressGroup.of(of("10." + i / 256 + "." + i % 256 + ".1"), length)), 10);
        }
        assertThat(list.size()).isEqualTo(100);
        assertThat(list.lengthsAround(of("10.0.0.1"))).containsExactly(26);
        assertThat(list.inForce(10)).isEmpty();
        assertThat(list.lengthsAround(of("10.0.0.1"))).isEmpty();
    }
}
