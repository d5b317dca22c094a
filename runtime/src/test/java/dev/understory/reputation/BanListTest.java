package dev.understory.reputation;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** Attack C8. */
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

    @Test
    void aSubnetIsNamedByAnyOfItsMembers() {
        BanList list = new BanList(10);
        list.banByOperator(new BanSubject.Subnet(NetworkAddress.of("10.1.2.3")), BanList.FOREVER);
        assertThat(list.isBanned(NetworkAddress.of("10.1.2.200"), 0)).isTrue();
        assertThat(list.isBanned(NetworkAddress.of("10.1.3.3"), 0)).isFalse();
        assertThat(list.unban(new BanSubject.Subnet(NetworkAddress.of("10.1.2.77"))))
                .isTrue();
    }
}
