package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.HOUR;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understory.crypto.TestRandom;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.Routability;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The eclipse of a node that restarts (Heilman et al., USENIX Security 2015): an attacker with 64 networks has told of
 * addresses until no more are taken, and the node fills its seven outbound slots from the book alone, no two of one network.
 * It is eclipsed if all seven are the attacker's. The chance is computed from the sizes of the tables, and found by playing
 * it; a run of 10,000 books takes hours: {@code -Dunderstory.test.eclipse-books=10000}.
 */
class EclipseTest {
    private static final int OUTBOUND = 7;
    private static final int NETWORKS = 64;
    private static final int HONEST_NETWORKS = 300;
    private static final int TOLD = 1_000;
    private static final int REACHED = 300;
    private static final int RESTARTS = 2_500;

    private final int books = Integer.getInteger("understory.test.eclipse-books", 4);
    private final long seed = BookWorld.seed("eclipse, books " + books);

    /** What came of all restarts: draws that gave an address of the attacker, and full eclipses with and without anchors. */
    private record Outcome(double hostileDraws, double eclipses, double withAnchors) {}

    private static boolean isHonest(BookAddress address) {
        return (address.key().byteAt(28) & 0xff) < 0x10;
    }

    private static BookAddress hostile(int network, int number) {
        return address(0x1000_0000 + (network << 14) + number, host(HONEST_NETWORKS + network, number));
    }

    private static PeerBook honestBook(long seed) {
        PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(seed));
        for (int i = 0; i < TOLD; i++) {
            BookAddress address = address(i, host(i % HONEST_NETWORKS, i));
            for (int teller = 0; teller < 3; teller++) {
                book.add(address, host((i + 7 * teller) % HONEST_NETWORKS, 9), 0);
            }
            if (i < REACHED) {
                book.succeeded(address, 0);
            }
        }
        return book;
    }

    private static void attack(PeerBook book, boolean answers) {
        for (int network = 0; network < NETWORKS; network++) {
            if (answers) {
                for (int number = 0; number < 600; number++) {
                    book.add(hostile(network, number), host(HONEST_NETWORKS + number % NETWORKS, 1), HOUR);
                    book.succeeded(hostile(network, number), HOUR);
                }
            }
            // of any network, for nobody has to own the addresses that he makes up
            for (int number = 0; number < 4_000; number++) {
                book.add(
                        hostile(number % 700, 1_000 + 64 * network + number / 700),
                        host(HONEST_NETWORKS + network, 1),
                        HOUR);
            }
        }
    }

    private Outcome play(boolean answers) {
        Random random = new Random(seed);
        long draws = 0;
        long hostileDraws = 0;
        long eclipses = 0;
        long withAnchors = 0;
        for (int i = 0; i < books; i++) {
            PeerBook book = honestBook(seed + i);
            attack(book, answers);
            for (int restart = 0; restart < RESTARTS; restart++) {
                int hostile = 0;
                Set<AddressGroup> groups = new HashSet<>();
                for (int slot = 0; slot < OUTBOUND; slot++) {
                    PeerRecord drawn =
                            book.select(2 * HOUR, address -> !groups.contains(Routability.groupOf(address.host())));
                    if (drawn != null) {
                        groups.add(Routability.groupOf(drawn.address().host()));
                        hostile += isHonest(drawn.address()) ? 0 : 1;
                    }
                }
                draws += OUTBOUND;
                hostileDraws += hostile;
                eclipses += hostile == OUTBOUND ? 1 : 0;
                // each of seven honest anchors is there again or not
                withAnchors += hostile == OUTBOUND && random.nextInt(1 << OUTBOUND) == 0 ? 1 : 0;
            }
        }
        double all = (double) books * RESTARTS;
        return new Outcome((double) hostileDraws / draws, eclipses / all, withAnchors / all);
    }

    /** The attacker's mean share of a bucket that is not empty, if he has taken all that the honest left him in his. */
    private static double share(int buckets, int picks, double honest) {
        double reached = 1 - Math.pow(1 - 1.0 / buckets, picks);
        double perBucket = honest / buckets;
        double inUse = reached + (1 - reached) * (1 - Math.exp(-perBucket));
        return reached * (1 - perBucket / BookTable.PLACES) / inUse;
    }

    private static double perDraw(boolean answers) {
        double fresh = share(BookTables.NEW_BUCKETS, NETWORKS * BookTables.BUCKETS_OF_SOURCE, TOLD - REACHED);
        double tried = answers ? share(BookTables.TRIED_BUCKETS, NETWORKS * BookTables.BUCKETS_OF_GROUP, REACHED) : 0;
        return fresh / BookDraw.NEW_IN + tried * (BookDraw.NEW_IN - 1) / BookDraw.NEW_IN;
    }

    private static void tell(String attacker, double perDraw, Outcome outcome) {
        System.out.printf(
                "a5, %s: a draw is the attacker's with chance %.3f (computed: %.3f), all seven %.6f (computed: %.6f),"
                        + " and with seven anchors that come back half of the time %.8f (computed: %.8f)%n",
                attacker,
                outcome.hostileDraws(),
                perDraw,
                outcome.eclipses(),
                Math.pow(perDraw, OUTBOUND),
                outcome.withAnchors(),
                Math.pow(perDraw / 2, OUTBOUND));
    }

    @Test
    void a5SixtyFourNetworksOfFabricatedAddressesEclipseOnceInTenThousandRestarts() {
        double perDraw = perDraw(false);
        Outcome outcome = play(false);
        tell("fabricated", perDraw, outcome);
        assertThat(Math.pow(perDraw, OUTBOUND)).isLessThan(1e-4);
        assertThat(outcome.hostileDraws()).isCloseTo(perDraw, within(0.03));
        assertThat(outcome.eclipses()).isLessThan(5e-4);
    }

    @Test
    void a5SixtyFourNetworksOfHostsThatAllAnswerEclipseOnceInTenRestartsAndWithAnchorsOnceInAThousand() {
        double perDraw = perDraw(true);
        Outcome outcome = play(true);
        tell("answering", perDraw, outcome);
        assertThat(Math.pow(perDraw, OUTBOUND)).isLessThan(0.1);
        assertThat(Math.pow(perDraw / 2, OUTBOUND)).isLessThan(1e-3);
        assertThat(outcome.hostileDraws()).isCloseTo(perDraw, within(0.04));
        assertThat(outcome.eclipses()).isLessThan(0.1);
        assertThat(outcome.withAnchors()).isLessThan(2e-3);
    }
}
