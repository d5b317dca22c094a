package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.HOUR;
import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Test before evict: whoever answers keeps its tried place. */
class ContestTest {
    private final PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(3));
    private final BookAddress bystander = address(9_999, host(500, 1));
    private BookAddress occupant = bystander;
    private BookAddress challenger = bystander;
    /** Others that wanted a tried place that was taken. */
    private final List<BookAddress> contested = new ArrayList<>();

    /** All of one /16, which has room for 128 in the tried table, are reached until one finds its place taken. */
    @BeforeEach
    void findTwoForOnePlace() {
        book.add(bystander, host(500, 2), 0);
        book.succeeded(bystander, 0);
        for (int i = 0; i < 300; i++) {
            BookAddress address = address(i, host(1, i));
            book.add(address, host(i, 2), 0);
            if (book.find(address) != null && book.succeeded(address, 0) == BookAnswer.Success.CONTESTED) {
                contested.add(address);
            }
        }
        challenger = contested.getFirst();
        occupant = book.contests.toTest(0).getFirst().address;
    }

    private PeerRecord record(BookAddress address) {
        return Objects.requireNonNull(book.find(address));
    }

    @Test
    void theOccupantIsGivenOutToBeTestedFirst() {
        assertThat(record(occupant).isTried()).isTrue();
        assertThat(record(challenger).isTried()).isFalse();
        assertThat(tested(10 * MINUTE)).isEqualTo(occupant);
        assertThat(Objects.requireNonNull(book.feeler(10 * MINUTE, address -> !address.equals(occupant)))
                        .address())
                .isNotEqualTo(occupant);
    }

    private BookAddress tested(long now) {
        return Objects.requireNonNull(book.feeler(now, BookWorld::any)).address();
    }

    @Test
    void anOccupantThatWasDialledIsNotGivenOutAgainForTenMinutesWhateverCameOfIt() {
        assertThat(tested(MINUTE)).as("all were reached a minute ago").isNotEqualTo(occupant);
        book.attempted(occupant, 10 * MINUTE);
        assertThat(book.failed(occupant, 10 * MINUTE)).isEqualTo(BookAnswer.Failure.NOT_COUNTED);
        BookAddress next = tested(10 * MINUTE);
        assertThat(next).isNotEqualTo(occupant);
        assertThat(record(next).isTried()).as("another place is contested").isTrue();
        assertThat(tested(20 * MINUTE - 1)).isNotEqualTo(occupant);
        assertThat(tested(20 * MINUTE)).isEqualTo(occupant);
    }

    @Test
    void anOccupantThatAnswersKeepsItsPlaceAndTheChallengerStaysNew() {
        book.succeeded(occupant, MINUTE);
        assertThat(record(occupant).isTried()).isTrue();
        assertThat(record(challenger).isTried()).isFalse();
        assertThat(book.contests.toTest(MINUTE)).noneMatch(entry -> entry.address.equals(occupant));
    }

    /** Somebody else is reached, and then the occupant is not. */
    private void failOccupant(int minute) {
        book.succeeded(bystander, minute * MINUTE);
        assertThat(book.failed(occupant, minute * MINUTE + 1)).isEqualTo(BookAnswer.Failure.COUNTED);
    }

    @Test
    void anOccupantThatDoesNotAnswerInTwoRoundsChangesPlacesWithTheChallenger() {
        failOccupant(10);
        assertThat(record(occupant).isTried()).as("we may have been cut off").isTrue();
        failOccupant(21);
        assertThat(record(occupant).isTried()).isFalse();
        assertThat(record(challenger).isTried()).isTrue();
        book.succeeded(occupant, 22 * MINUTE);
        assertThat(record(challenger).isTried()).as("it answers in turn").isTrue();
    }

    @Test
    void aFailureThatMayBeOursReplacesNobody() {
        for (int minute = 21; minute < 59; minute++) {
            assertThat(book.failed(occupant, minute * MINUTE)).isEqualTo(BookAnswer.Failure.NOT_COUNTED);
        }
        assertThat(record(occupant).isTried()).isTrue();
        assertThat(record(challenger).isTried()).isFalse();
    }

    @Test
    void withoutATestTheOccupantStays() {
        assertThat(book.contests.toTest(2 * HOUR)).isEmpty();
        assertThat(record(occupant).isTried()).isTrue();
        assertThat(record(challenger).isTried()).isFalse();
    }

    @Test
    void whoComesWhileTheOccupantIsKnownToFailHasItsPlaceAfterATestToo() {
        book.contests.close(Objects.requireNonNull(book.tables.find(occupant)));
        failOccupant(10);
        assertThat(book.succeeded(challenger, 11 * MINUTE)).isEqualTo(BookAnswer.Success.CONTESTED);
        assertThat(record(occupant).isTried()).isTrue();
        failOccupant(21);
        assertThat(record(occupant).isTried()).isFalse();
        assertThat(record(challenger).isTried()).isTrue();
    }

    @Test
    void anOutageOfOursReplacesNobodyWhoeverIsReachedAfterIt() {
        List<BookAddress> tried = book.addresses().stream()
                .filter(address -> record(address).isTried())
                .toList();
        book.succeeded(bystander, MINUTE);
        for (int minute = 1; minute < 59; minute += 4) {
            for (BookAddress address : tried) {
                book.failed(address, minute * MINUTE + 1);
            }
        }
        for (int i = 1_000; i < 2_000; i++) {
            BookAddress address = address(i, host(1, i));
            book.add(address, host(i % 900, 2), HOUR);
            book.succeeded(address, HOUR);
        }
        contested.forEach(address -> book.succeeded(address, HOUR));
        assertThat(tried)
                .hasSizeGreaterThan(50)
                .allMatch(address -> record(address).isTried());
    }

    @Test
    void noMoreThanSixteenPlacesAreContestedAtOnce() {
        assertThat(contested).hasSizeGreaterThan(2 * Contests.MOST);
        assertThat(book.contests.toTest(0)).hasSize(Contests.MOST);
        for (BookAddress address : contested) {
            assertThat(record(address).isTried()).isFalse();
        }
    }

    @Test
    void aContestEndsWithEitherOfItsTwo() {
        book.remove(challenger);
        assertThat(book.contests.toTest(0)).noneMatch(entry -> entry.address.equals(occupant));
        BookAddress next = book.contests.toTest(0).getFirst().address;
        book.remove(next);
        assertThat(book.contests.toTest(0)).noneMatch(entry -> entry.address.equals(next));
    }
}
