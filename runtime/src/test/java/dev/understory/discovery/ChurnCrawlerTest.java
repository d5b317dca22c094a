package dev.understory.discovery;

import static dev.understory.discovery.DiscoveryTesting.MINUTE;
import static dev.understory.discovery.DiscoveryTesting.at;
import static dev.understory.discovery.DiscoveryTesting.host;
import static dev.understory.discovery.DiscoveryTesting.key;
import static dev.understory.discovery.DiscoveryTesting.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.BookAnswer;
import dev.understory.peerbook.PeerBook;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds through the book. */
final class ChurnCrawlerTest {
    private final PeerBook book = DiscoveryTesting.book(Routability.PUBLIC);
    private final Neighbours neighbours = new Neighbours();
    private final ChurnCrawler crawler = new ChurnCrawler(
            new DiscoverySettings.Crawl(Duration.ofMinutes(10), 3, Duration.ofMinutes(30)),
            book,
            neighbours,
            10 * MINUTE);

    private void proven(int number, long now) {
        book.add(at(number), host("14.1.0.1"), now);
        book.succeeded(at(number), now);
    }

    private List<BookAddress> dials(long now) {
        List<BookAddress> dials = new ArrayList<>();
        for (BookAddress next = crawler.next(now); next != null; next = crawler.next(now)) {
            dials.add(next);
        }
        return dials;
    }

    @Test
    void looksAtEachProvenAddressAFewAtATimeAndTellsWhatItFound() {
        for (int i = 1; i <= 5; i++) {
            proven(i, -60 * MINUTE);
        }
        book.add(at(50), host("14.1.0.1"), 0);
        assertThat(dials(9 * MINUTE)).as("before its time").isEmpty();
        List<BookAddress> dialled = dials(10 * MINUTE);
        assertThat(dialled).hasSize(3);
        assertThat(dials(10 * MINUTE)).as("three are under way").isEmpty();
        crawler.done(true, false);
        crawler.done(false, true);
        dialled.addAll(dials(11 * MINUTE));
        assertThat(dialled).containsExactlyInAnyOrder(at(1), at(2), at(3), at(4), at(5));
        assertThat(crawler.ended(11 * MINUTE)).isNull();
        crawler.done(true, false);
        crawler.done(true, false);
        crawler.done(true, false);
        assertThat(dials(12 * MINUTE))
                .as("nobody has reached the one that is left")
                .isEmpty();
        assertThat(crawler.ended(12 * MINUTE)).isEqualTo(new DiscoveryEvent.RoundEnded(5, 4, 1));
        assertThat(crawler.nextAt()).isEqualTo(22 * MINUTE);
    }

    @Test
    void whoAnsweredLatelyOrWasDialledThereAndIsConnectedIsNotDialled() {
        proven(1, 0);
        proven(99, -60 * MINUTE);
        neighbours.admitted(1, peer(99, Direction.OUTBOUND));
        assertThat(dials(10 * MINUTE)).isEmpty();
        assertThat(crawler.ended(10 * MINUTE)).isEqualTo(new DiscoveryEvent.RoundEnded(2, 2, 0));
        assertThat(book.find(at(99)).lastSuccessNanos()).isEqualTo(10 * MINUTE);
    }

    @Test
    void anAddressWhosePeerIsConnectedFromElsewhereIsPassedOverAndNotProven() {
        proven(1, -60 * MINUTE);
        proven(2, -60 * MINUTE);
        BookAddress former = at(2, "12.1.0.1");
        book.add(former, host("14.1.0.1"), -60 * MINUTE);
        book.succeeded(former, -60 * MINUTE);
        neighbours.admitted(1, peer(1, Direction.INBOUND));
        PeerInfo mustConnect = new PeerInfo(
                key(2), Direction.OUTBOUND, peer(2, Direction.OUTBOUND).remote(), true, false, 0);
        neighbours.admitted(2, mustConnect);
        assertThat(dials(10 * MINUTE)).isEmpty();
        assertThat(crawler.ended(10 * MINUTE)).isEqualTo(new DiscoveryEvent.RoundEnded(1, 1, 0));
        assertThat(book.find(at(1)).lastSuccessNanos()).isEqualTo(-60 * MINUTE);
        assertThat(book.find(former).lastSuccessNanos()).isEqualTo(-60 * MINUTE);
        assertThat(book.find(at(2)).lastSuccessNanos()).isEqualTo(10 * MINUTE);
        neighbours.lost(1);
        assertThat(dials(20 * MINUTE)).as("its connection is gone").containsExactly(at(1));
    }

    @Test
    void anAddressLeavesAfterTenRoundsWithoutAnAnswerAndNoOtherWithIt() {
        proven(1, -60 * MINUTE);
        book.add(at(2, "11.1.0.1"), host("14.1.0.1"), 0);
        book.succeeded(at(2, "11.1.0.1"), 0);
        int rounds = 0;
        long now = 10 * MINUTE;
        while (book.find(at(1)) != null) {
            rounds++;
            for (BookAddress address : dials(now)) {
                boolean isGone = address.equals(at(1));
                BookAnswer.Failure failure = isGone ? book.failed(address, now) : null;
                if (!isGone) {
                    book.succeeded(address, now);
                }
                crawler.done(!isGone, failure == BookAnswer.Failure.REMOVED);
            }
            assertThat(crawler.ended(now)).isNotNull();
            now += 10 * MINUTE;
            // Somebody answers, so that the fault is not ours.
            proven(77, now);
            now += 1;
        }
        assertThat(rounds).isEqualTo(10);
        assertThat(book.find(at(2, "11.1.0.1")))
                .as("its neighbour at the same address")
                .isNotNull();
    }
}
