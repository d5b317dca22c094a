package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.HOUR;
import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understory.crypto.TestRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private final PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(2));

    private void know(int from, int to, boolean reached) {
        for (int i = from; i < to; i++) {
            book.add(address(i, host(i, 1)), host(i, 2), 0);
            if (reached) {
                book.succeeded(address(i, host(i, 1)), 0);
            }
        }
    }

    private static int number(BookAddress address) {
        return (address.key().byteAt(30) & 0xff) << 8 | address.key().byteAt(31) & 0xff;
    }

    private double share(int draws, long now, Predicate<PeerRecord> what) {
        int hits = 0;
        for (int i = 0; i < draws; i++) {
            hits += what.test(Objects.requireNonNull(book.select(now, BookWorld::any))) ? 1 : 0;
        }
        return (double) hits / draws;
    }

    @Test
    void threeOfFourAreTriedOnesHoweverManyNewOnesThereAre() {
        know(0, 10, true);
        know(10, 900, false);
        assertThat(share(10_000, HOUR, PeerRecord::isTried)).isCloseTo(0.75, within(0.02));
    }

    @Test
    void whereOneKindIsMissingTheOtherIsTaken() {
        know(0, 10, false);
        assertThat(share(100, HOUR, PeerRecord::isTried)).isZero();
        know(0, 10, true);
        assertThat(share(100, HOUR, PeerRecord::isTried)).isEqualTo(1);
    }

    @Test
    void everybodyHasAChance() {
        know(0, 300, false);
        know(300, 600, true);
        Set<BookAddress> seen = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            seen.add(Objects.requireNonNull(book.select(HOUR, BookWorld::any)).address());
        }
        assertThat(seen).hasSize(book.size());
    }

    @Test
    void whoWasDialledLatelyIsHardlyTaken() {
        know(0, 20, false);
        for (int i = 0; i < 10; i++) {
            book.attempted(address(i, host(i, 1)), HOUR);
        }
        double lately = share(5_000, HOUR + 9 * MINUTE, record -> number(record.address()) < 10);
        double later = share(5_000, HOUR + 10 * MINUTE, record -> number(record.address()) < 10);
        assertThat(lately).isLessThan(0.05);
        assertThat(later).isCloseTo(0.5, within(0.05));
    }

    @Test
    void whoFailedIsTakenLessWithEachFailure() {
        know(0, 21, true);
        for (int round = 0; round < 9; round++) {
            long now = HOUR + round * 10 * MINUTE;
            book.succeeded(address(20, host(20, 1)), now);
            for (int i = 0; i < 10; i++) {
                book.failed(address(i, host(i, 1)), now + 1);
            }
        }
        double failed = share(5_000, 10 * HOUR, record -> number(record.address()) < 10);
        assertThat(failed).isBetween(0.005, 0.06);
    }

    @Test
    void theOnlyOneOfASmallBookIsFoundAtOnceAndOfALargeOneAfterAFewQuestions() {
        know(0, BookDraw.MOST_LOOKS, false);
        for (BookAddress only : book.addresses()) {
            assertThat(questionsFor(only)).isEqualTo(1);
        }
        know(BookDraw.MOST_LOOKS, 900, false);
        know(0, 100, true);
        for (int wanted = 0; wanted < 900; wanted += 7) {
            BookAddress only = address(wanted, host(wanted, 1));
            if (book.find(only) != null) {
                assertThat(questionsFor(only)).isBetween(1, 900 / BookDraw.MOST_LOOKS + 1);
            }
        }
    }

    /** How often one has to ask until the only one that is eligible is given out. */
    private int questionsFor(BookAddress only) {
        for (int questions = 1; questions <= book.size(); questions++) {
            PeerRecord found = book.select(HOUR, only::equals);
            if (found != null) {
                assertThat(found.address()).isEqualTo(only);
                return questions;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void whereNobodyIsEligibleFewAreLookedAtHoweverManyThereAre() {
        know(0, 900, false);
        int[] looks = {0};
        Predicate<BookAddress> nobody = address -> {
            looks[0]++;
            return false;
        };
        assertThat(book.select(HOUR, nobody)).isNull();
        assertThat(book.feeler(HOUR, nobody)).isNull();
        assertThat(looks[0]).isBetween(BookDraw.MOST_LOOKS, 2 * (BookDraw.MOST_DRAWS + BookDraw.MOST_LOOKS));
    }

    @Test
    void whoWasJustDialledIsStillTakenIfNobodyElseIsEligible() {
        know(0, 2, false);
        book.attempted(address(0, host(0, 1)), HOUR);
        assertThat(book.select(HOUR, address(0, host(0, 1))::equals)).isNotNull();
    }

    @Test
    void aFeelerIsForNewAddresses() {
        know(0, 50, true);
        assertThat(book.feeler(HOUR, BookWorld::any)).isNull();
        know(50, 60, false);
        for (int i = 0; i < 200; i++) {
            assertThat(Objects.requireNonNull(book.feeler(HOUR, BookWorld::any)).isTried())
                    .isFalse();
        }
        BookAddress only = address(55, host(55, 1));
        assertThat(Objects.requireNonNull(book.feeler(HOUR, only::equals)).address())
                .isEqualTo(only);
    }

    @Test
    void othersAreToldOnlyOfAddressesAtWhichWeHaveReachedThePeerLast() {
        know(0, 30, true);
        know(30, 300, false);
        book.succeeded(address(1, host(1, 1)), 1);
        book.failed(address(0, host(0, 1)), 2);
        List<BookAddress> shared = book.share(100, BookWorld::any);
        assertThat(shared)
                .hasSizeBetween(25, 29)
                .doesNotHaveDuplicates()
                .allMatch(address -> number(address) > 0 && number(address) < 30);
        assertThat(book.share(1, BookWorld::any)).hasSize(1);
        assertThat(book.share(0, BookWorld::any)).isEmpty();
        assertThat(book.share(Integer.MAX_VALUE, BookWorld::any)).hasSize(29);
        assertThat(book.share(100, address -> number(address) == 7)).hasSize(1);
    }
}
