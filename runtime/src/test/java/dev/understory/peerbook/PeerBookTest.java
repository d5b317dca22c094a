package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.DAY;
import static dev.understory.peerbook.BookWorld.HOUR;
import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.limits.AddressGroup;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeerBookTest {
    private final PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(1));
    private final BookAddress one = address(1, "11.1.1.1");
    private final BookAddress two = address(2, "12.1.1.1");

    private static boolean isTried(PeerBook book, BookAddress address) {
        return Objects.requireNonNull(book.find(address)).isTried();
    }

    @Test
    void anAddressThatSomebodyTellsOfIsNewUntilAPeerWasReachedThere() {
        assertThat(book.add(one, host("13.1.1.1"), 5)).isEqualTo(BookAnswer.Added.NEW);
        assertThat(book.add(one, host("14.1.1.1"), 7)).isEqualTo(BookAnswer.Added.KNOWN);
        assertThat(book.find(one))
                .isEqualTo(new PeerRecord(
                        one, AddressGroup.parse("13.1.0.0/16"), false, 7, PeerRecord.NEVER, PeerRecord.NEVER, 0));
        book.attempted(one, 8);
        assertThat(isTried(book, one)).isFalse();
        assertThat(book.succeeded(one, 9)).isEqualTo(BookAnswer.Success.TRIED);
        assertThat(isTried(book, one)).isTrue();
        assertThat(book.size()).isEqualTo(1);
        assertThat(book.triedSize()).isEqualTo(1);
        assertThat(Objects.requireNonNull(book.find(one)).lastSuccessNanos()).isEqualTo(9);
    }

    @Test
    void neitherOurselvesNorWhatNobodyMayHaveIsKept() {
        assertThat(book.add(new BookAddress(BookWorld.SELF, host("11.1.1.1"), 9001), host("13.1.1.1"), 0))
                .isEqualTo(BookAnswer.Added.SELF);
        assertThat(book.add(address(1, "10.0.0.1"), host("13.1.1.1"), 0)).isEqualTo(BookAnswer.Added.UNROUTABLE);
        assertThat(book.add(new BookAddress(BookWorld.key(1), host("11.1.1.1"), 22), host("13.1.1.1"), 0))
                .isEqualTo(BookAnswer.Added.UNROUTABLE);
        assertThat(book.size()).isZero();
    }

    @Test
    void anAddressLeavesAfterTenFailedRounds() {
        book.add(one, host("13.1.1.1"), 0);
        book.add(two, host("13.1.1.1"), 0);
        for (int round = 1; round <= 10; round++) {
            book.succeeded(two, round * 10 * MINUTE - 1);
            assertThat(book.failed(one, round * 10 * MINUTE))
                    .isEqualTo(round < 10 ? BookAnswer.Failure.COUNTED : BookAnswer.Failure.REMOVED);
        }
        assertThat(book.find(one)).isNull();
        assertThat(book.failed(one, DAY)).isEqualTo(BookAnswer.Failure.UNKNOWN);
        assertThat(book.succeeded(one, DAY)).isEqualTo(BookAnswer.Success.UNKNOWN);
    }

    @Test
    void aSuccessBeginsTheCountAnew() {
        book.add(one, host("13.1.1.1"), 0);
        book.add(two, host("13.1.1.1"), 0);
        for (int round = 1; round <= 30; round++) {
            book.succeeded(round % 9 == 0 ? one : two, round * 10 * MINUTE - 1);
            book.failed(one, round * 10 * MINUTE);
        }
        assertThat(book.find(one)).isNotNull();
    }

    @Test
    void failuresWithinARoundCountOnce() {
        book.add(one, host("13.1.1.1"), 0);
        book.add(two, host("13.1.1.1"), 0);
        book.succeeded(two, 1);
        assertThat(book.failed(one, 2)).isEqualTo(BookAnswer.Failure.COUNTED);
        book.succeeded(two, 3);
        assertThat(book.failed(one, 10 * MINUTE)).isEqualTo(BookAnswer.Failure.NOT_COUNTED);
        assertThat(book.failed(one, 10 * MINUTE + 2)).isEqualTo(BookAnswer.Failure.COUNTED);
    }

    @Test
    void whileNobodyIsReachedTheFaultMayBeOursAndNothingIsCounted() {
        book.add(one, host("13.1.1.1"), 0);
        book.add(two, host("13.1.1.1"), 0);
        assertThat(book.failed(one, HOUR)).isEqualTo(BookAnswer.Failure.NOT_COUNTED);
        book.succeeded(two, HOUR);
        assertThat(book.failed(one, HOUR + 1)).isEqualTo(BookAnswer.Failure.COUNTED);
        for (int hour = 2; hour < 100; hour++) {
            assertThat(book.failed(one, hour * HOUR)).isEqualTo(BookAnswer.Failure.NOT_COUNTED);
        }
        assertThat(Objects.requireNonNull(book.find(one)).failures()).isEqualTo(1);
    }

    @Test
    void whileNobodyWasReachedSinceItsOwnSuccessTheFaultMayBeOurs() {
        book.add(one, host("13.1.1.1"), 0);
        book.add(two, host("13.1.1.1"), 0);
        book.succeeded(one, 1);
        assertThat(book.failed(one, 2)).isEqualTo(BookAnswer.Failure.NOT_COUNTED);
        book.succeeded(two, 3);
        assertThat(book.failed(one, 4)).isEqualTo(BookAnswer.Failure.COUNTED);
    }

    @Test
    void addressesAreTakenOutByNameAndByRule() {
        for (int i = 0; i < 100; i++) {
            assertThat(book.add(address(i, host(i, 1)), host(i, 2), 0)).isEqualTo(BookAnswer.Added.NEW);
        }
        assertThat(book.remove(address(7, host(7, 1)))).isTrue();
        assertThat(book.remove(address(7, host(7, 1)))).isFalse();
        int before = book.size();
        int gone = book.removeIf(address -> address.key().byteAt(31) % 2 == 0);
        assertThat(gone).isEqualTo(50);
        assertThat(book.size())
                .isEqualTo(before - gone)
                .isEqualTo(book.addresses().size());
        assertThat(book.addresses()).allMatch(address -> address.key().byteAt(31) % 2 == 1);
        assertThat(book.removeIf(BookWorld::any)).isEqualTo(before - gone);
        assertThat(book.bytes()).isZero();
        assertThat(book.select(0, BookWorld::any)).isNull();
        assertThat(book.feeler(0, BookWorld::any)).isNull();
        assertThat(book.share(5, BookWorld::any)).isEmpty();
    }

    @Test
    void theLastOutboundPeersAreTheAnchors() {
        assertThat(book.anchors()).isEmpty();
        book.anchors(List.of(one, two));
        book.anchors(List.of());
        assertThat(book.anchors()).containsExactly(one, two);
        book.anchors(List.of(two));
        assertThat(book.anchors()).containsExactly(two, one);
        for (int i = 10; i < 30; i++) {
            book.anchors(List.of(address(i, host(i, 1))));
        }
        assertThat(book.anchors())
                .hasSize(PeerBook.MOST_ANCHORS)
                .startsWith(address(29, host(29, 1)), address(28, host(28, 1)));
    }

    @Test
    void whatIsTakenOutIsCountedOnceWhetherItIsAnAnchorOrNot() {
        book.add(one, host("13.1.1.1"), 0);
        book.anchors(List.of(one, two));
        assertThat(book.removeIf(address -> true)).isEqualTo(2);
        assertThat(book.anchors()).isEmpty();
        assertThat(book.removeIf(address -> true)).isZero();
    }
}
