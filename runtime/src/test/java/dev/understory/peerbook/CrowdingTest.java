package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.limits.NetworkAddress;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many addresses an identity has, and how many identities an address. */
class CrowdingTest {
    private final PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(4));
    private final BookAddress honest = address(7, "11.1.1.1");
    private final Map<BookAnswer.Added, Integer> answers = new EnumMap<>(BookAnswer.Added.class);

    private void add(BookAddress address, NetworkAddress source, long now) {
        answers.merge(book.add(address, source, now), 1, Integer::sum);
    }

    private void reach(BookAddress address, long now) {
        book.add(address, host("13.1.1.1"), now);
        assertThat(book.succeeded(address, now)).isEqualTo(BookAnswer.Success.TRIED);
    }

    @Test
    void a6AKeyAtAThousandAddressesHasFourAndTheHonestOneStays() {
        reach(honest, 0);
        for (int i = 0; i < 1_000; i++) {
            add(address(7, host(300 + i % 600, i)), host(i % 900, 2), 1);
        }
        assertThat(answers.get(BookAnswer.Added.NEW)).isEqualTo(3);
        assertThat(answers.get(BookAnswer.Added.TOO_MANY_OF_KEY)).isEqualTo(997);
        assertThat(book.find(honest)).isNotNull();
        assertThat(book.addresses())
                .filteredOn(address -> address.key().equals(honest.key()))
                .hasSize(4);
    }

    @Test
    void a6AThousandKeysAtAnAddressAreFourAndTheHonestOneStays() {
        reach(honest, 0);
        for (int i = 100; i < 1_100; i++) {
            add(address(i, honest.host()), host(i % 900, 2), 1);
        }
        assertThat(answers.get(BookAnswer.Added.NEW)).isEqualTo(3);
        assertThat(answers.get(BookAnswer.Added.TOO_MANY_AT_HOST)).isEqualTo(997);
        assertThat(book.find(honest)).isNotNull();
        assertThat(book.addresses())
                .filteredOn(address -> address.host().equals(honest.host()))
                .hasSize(4);
    }

    @Test
    void a6AThousandPortsOfAHostAreThirtyTwoAndTheHonestOneStays() {
        reach(honest, 0);
        for (int i = 0; i < 1_000; i++) {
            add(new BookAddress(BookWorld.key(100 + i), honest.host(), 30_000 + i), host(i % 900, 2), 1);
        }
        assertThat(answers.get(BookAnswer.Added.NEW)).isEqualTo(31);
        assertThat(answers.get(BookAnswer.Added.TOO_MANY_AT_HOST)).isBetween(960, 969);
        assertThat(book.find(honest)).isNotNull();
    }

    @Test
    void a6ASixtyFourOfIpv6IsOneHost() {
        for (int i = 0; i < 1_000; i++) {
            add(address(i, "2a00:1:2:3::" + Integer.toHexString(i + 1)), host(i % 900, 2), 1);
        }
        assertThat(answers.get(BookAnswer.Added.NEW)).isEqualTo(32);
    }

    @Test
    void aFabricatedAddressThatWasDialledInVainMakesRoomForTheTrueOne() {
        reach(address(8, "12.1.1.1"), 0);
        for (int i = 0; i < 4; i++) {
            add(address(7, host(300 + i, 1)), host(i, 2), 1);
        }
        assertThat(book.add(honest, host("14.1.1.1"), 2)).isEqualTo(BookAnswer.Added.TOO_MANY_OF_KEY);
        assertThat(book.failed(address(7, host(301, 1)), 3)).isEqualTo(BookAnswer.Failure.COUNTED);
        assertThat(book.add(honest, host("14.1.1.1"), 4)).isEqualTo(BookAnswer.Added.NEW);
        assertThat(book.find(address(7, host(301, 1)))).isNull();
        assertThat(book.find(address(7, host(300, 1)))).isNotNull();
    }

    @Test
    void whoeverAnswersMakesNoRoomAndWhoeverOnceDidOnlyAfterSeveralRounds() {
        BookAddress bystander = address(8, "12.1.1.1");
        reach(bystander, 0);
        for (int i = 0; i < 4; i++) {
            reach(address(7, host(300 + i, 1)), 0);
        }
        for (int round = 1; round <= 3; round++) {
            assertThat(book.add(honest, host("14.1.1.1"), round * 10 * MINUTE))
                    .isEqualTo(BookAnswer.Added.TOO_MANY_OF_KEY);
            book.succeeded(bystander, round * 10 * MINUTE);
            book.failed(address(7, host(302, 1)), round * 10 * MINUTE + 1);
        }
        assertThat(book.add(honest, host("14.1.1.1"), 31 * MINUTE)).isEqualTo(BookAnswer.Added.NEW);
        assertThat(book.find(address(7, host(302, 1)))).isNull();
    }

    @Test
    void aPrivateNetworkMayHaveAllItsNodesOnOneHost() {
        PeerBook local = PeerBook.empty(BookWorld.PRIVATE, TestRandom.stream(4));
        for (int i = 0; i < 5_000; i++) {
            NetworkAddress source = host("10.0." + i % 250 + ".1");
            answers.merge(
                    local.add(new BookAddress(BookWorld.key(i), host("127.0.0.1"), 20_000 + i), source, 0),
                    1,
                    Integer::sum);
        }
        assertThat(answers.get(BookAnswer.Added.NEW)).isBetween(1_000, BookWorld.PRIVATE.perHost());
    }

    @Test
    void longNamesFillTheBookByTheirWeight() {
        PeerBook local = PeerBook.empty(BookWorld.PRIVATE, TestRandom.stream(4));
        String label = "a".repeat(60) + ".";
        for (int i = 0; i < 150_000; i++) {
            String name = label.repeat(4) + "n" + i;
            add(local, address(i, name), host(i % 900, 2));
        }
        assertThat(answers.get(BookAnswer.Added.FULL)).isPositive();
        assertThat(local.bytes()).isBetween(PeerBook.MOST_BYTES - 2_000, PeerBook.MOST_BYTES);
    }

    private void add(PeerBook local, BookAddress address, NetworkAddress source) {
        answers.merge(local.add(address, source, 0), 1, Integer::sum);
    }
}
