package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.DAY;
import static dev.understory.peerbook.BookWorld.HOUR;
import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Addresses that an attacker tells of, at once and in drips. Honest networks are 0 to 299, the attacker's 300 and above. */
class PoisoningTest {
    private static final int HONEST_NETWORKS = 300;

    private final Random random = new Random(BookWorld.seed("poisoned book"));
    private final PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(random.nextLong()));

    private static BookAddress honest(int number) {
        return address(number, host(number % HONEST_NETWORKS, number));
    }

    private static boolean isHonest(BookAddress address) {
        return (address.key().byteAt(28) & 0xff) < 0x10;
    }

    private static BookAddress fabricated(int number, int network) {
        return address(0x1000_0000 + number, host(HONEST_NETWORKS + network, number));
    }

    /** Honest nodes that others told of, some of which were reached. */
    private void knowHonest(int told, int reached) {
        for (int i = 0; i < told; i++) {
            for (int teller = 0; teller < 3; teller++) {
                book.add(honest(i), host((i + 7 * teller) % HONEST_NETWORKS, 9), 0);
            }
            if (i < reached) {
                book.succeeded(honest(i), 0);
            }
        }
    }

    private long count(Predicate<BookAddress> which) {
        return book.addresses().stream().filter(which).count();
    }

    private double honestShare(long now) {
        int honest = 0;
        for (int i = 0; i < 20_000; i++) {
            PeerRecord drawn = Objects.requireNonNull(book.select(now, BookWorld::any));
            honest += isHonest(drawn.address()) ? 1 : 0;
        }
        return honest / 20_000.0;
    }

    @Test
    void a4AMillionAddressesFromOneSourceGroupHaveTheirBucketsAndNoMore() {
        knowHonest(1_000, 100);
        long before = count(PoisoningTest::isHonest);
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            BookAddress address = fabricated(i, random.nextInt(700));
            taken += book.add(address, host(299, i), HOUR) == BookAnswer.Added.NEW ? 1 : 0;
        }
        long fabricated = count(address -> !isHonest(address));
        int most = BookTables.BUCKETS_OF_SOURCE * BookTable.PLACES;
        double share = honestShare(HOUR);
        System.out.println("a4: of 1,000,000 fabricated addresses " + taken + " were taken, " + fabricated
                + " are in the book (at most " + most + "); honest share of draws " + share + "; honest addresses "
                + count(PoisoningTest::isHonest) + " of " + before);
        assertThat(fabricated).isLessThanOrEqualTo(most);
        assertThat(share).isGreaterThan(0.8);
        assertThat(count(PoisoningTest::isHonest)).isEqualTo(before);
        assertThat(book.size()).isLessThanOrEqualTo(PeerBook.MOST_ENTRIES);
        BookPropertyTest.check(book);
    }

    @Test
    void a4ABookWithoutAnyTriedAddressKeepsTheHonestInTheMajority() {
        knowHonest(1_000, 0);
        for (int i = 0; i < 100_000; i++) {
            book.add(fabricated(i, random.nextInt(700)), host(299, i), HOUR);
        }
        assertThat(honestShare(HOUR)).isGreaterThan(0.8);
    }

    /**
     * Thirty days: each hour the attacker tells of fifty more addresses from eight networks of his, where a third of the
     * hosts are his own and always answer. Honest nodes are up for 95 % of the hours. A feeler goes out every two minutes,
     * and each tried address is dialled once a day.
     */
    @Test
    void a12ASlowDripOverThirtyDaysMovesTheTriedTableLittle() {
        knowHonest(600, 300);
        long honestBefore = book.triedSize();
        int drip = 0;
        int nextNew = 600;
        for (int hour = 1; hour <= 30 * 24; hour++) {
            long now = hour * HOUR;
            for (int i = 0; i < 50; i++) {
                int network = random.nextInt(8);
                book.add(fabricated(drip++, network), host(HONEST_NETWORKS + network, 1), now);
            }
            book.add(honest(nextNew++), host(random.nextInt(HONEST_NETWORKS), 9), now);
            for (int feeler = 0; feeler < 30; feeler++) {
                long then = now + 2 * feeler * MINUTE;
                PeerRecord tested = book.feeler(then, BookWorld::any);
                if (tested != null) {
                    dial(tested.address(), then);
                }
            }
            int part = hour % 24;
            for (BookAddress address : book.addresses()) {
                if (address.hashCode() % 24 == part
                        && Objects.requireNonNull(book.find(address)).isTried()) {
                    dial(address, now + 59 * MINUTE);
                }
            }
        }
        long honestAfter = tried(PoisoningTest::isHonest);
        long hostile = tried(address -> !isHonest(address));
        double share = honestShare(31 * DAY);
        System.out.println("a12: after 30 days " + honestAfter + " honest tried addresses (before: " + honestBefore
                + "), " + hostile + " of the attacker, who told of " + drip + "; honest share of draws " + share);
        assertThat(honestAfter).isGreaterThanOrEqualTo(honestBefore);
        assertThat(hostile).isLessThanOrEqualTo(8L * BookTables.BUCKETS_OF_GROUP * BookTable.PLACES);
        assertThat(share).isGreaterThan(0.8);
        BookPropertyTest.check(book);
    }

    private long tried(Predicate<BookAddress> which) {
        return count(address -> which.test(address)
                && Objects.requireNonNull(book.find(address)).isTried());
    }

    private void dial(BookAddress address, long now) {
        book.attempted(address, now);
        boolean answers =
                isHonest(address) ? random.nextInt(100) < 95 : address.key().byteAt(31) % 3 == 0;
        if (answers) {
            book.succeeded(address, now);
        } else {
            book.failed(address, now);
        }
    }

    @Test
    void a13AFloodWhileANodeRestartsLeavesItsAnchorsTheFirstToBeDialled() {
        knowHonest(300, 100);
        List<BookAddress> outbound = List.of(honest(1), honest(2), honest(3));
        book.anchors(outbound);
        PeerBook again = PeerBook.fromBytes(book.toBytes(HOUR), BookWorld.PUBLIC, TestRandom.stream(2), 0)
                .book();
        for (int i = 0; i < 50_000; i++) {
            again.add(fabricated(i, random.nextInt(700)), host(HONEST_NETWORKS + i % 64, 1), MINUTE);
        }
        assertThat(again.anchors()).isEqualTo(outbound);
        for (BookAddress anchor : outbound) {
            assertThat(Objects.requireNonNull(again.find(anchor)).isTried()).isTrue();
        }
    }

    @Test
    void a11WhatAPeerSaysOfItselfIsNewUntilItIsDialled() {
        BookAddress claimed = address(1, "11.1.1.1");
        for (int hour = 0; hour < 100; hour++) {
            book.add(claimed, claimed.host(), hour * HOUR);
            book.attempted(claimed, hour * HOUR);
        }
        assertThat(Objects.requireNonNull(book.find(claimed)).isTried()).isFalse();
        assertThat(book.share(10, BookWorld::any)).isEmpty();
        book.add(address(2, "12.1.1.1"), host("12.1.1.1"), 0);
        book.succeeded(address(2, "12.1.1.1"), 100 * HOUR);
        book.failed(claimed, 100 * HOUR);
        assertThat(Objects.requireNonNull(book.find(claimed)).isTried()).isFalse();
        book.succeeded(claimed, 101 * HOUR);
        assertThat(Objects.requireNonNull(book.find(claimed)).isTried()).isTrue();
    }
}
