package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.wire.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the book is told, in whatever order, its tables agree with each other and keep their limits. */
class BookPropertyTest {
    private static final int NETWORKS = 12;
    private static final int HOSTS = 400;

    @Test
    void whateverIsToldTheTablesAgreeAndKeepTheirLimits() {
        long seed = BookWorld.seed("book of any history");
        for (int run = 0; run < 6; run++) {
            history(seed + run);
        }
    }

    private static void history(long seed) {
        Random random = new Random(seed);
        PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(seed));
        long now = random.nextLong() / 4;
        for (int step = 0; step < 15_000; step++) {
            now += random.nextLong(2 * MINUTE / 10);
            step(book, random, now);
            if (step % 1_000 == 999) {
                check(book);
                Bytes document = book.toBytes(now);
                BookRead read = PeerBook.fromBytes(document, BookWorld.PUBLIC, TestRandom.stream(seed + step), now);
                assertThat(read).isInstanceOf(BookRead.Restored.class);
                assertThat(((BookRead.Restored) read).skipped()).isZero();
                check(read.book());
                assertThat(read.book().toBytes(now)).isEqualTo(document);
                book = step % 2_000 == 999 ? read.book() : book;
            }
        }
        assertThat(book.triedSize()).isPositive();
        assertThat(book.size()).isGreaterThan(book.triedSize());
        assertThat(book.removeIf(BookWorld::any)).isPositive();
        check(book);
    }

    private static void step(PeerBook book, Random random, long now) {
        BookAddress address = any(random);
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> book.add(address, host(random.nextInt(NETWORKS), 7), now);
            case 5, 6 -> book.succeeded(address, now);
            case 7 -> book.failed(address, now);
            case 8 -> {
                PeerRecord chosen = book.select(now, BookWorld::any);
                if (chosen != null) {
                    book.attempted(chosen.address(), now);
                }
            }
            case 9 -> {
                PeerRecord tested = book.feeler(now, BookWorld::any);
                if (tested != null && random.nextBoolean()) {
                    book.succeeded(tested.address(), now);
                } else if (tested != null) {
                    book.failed(tested.address(), now);
                }
            }
            case 10 -> {
                if (random.nextInt(20) == 0) {
                    book.remove(address);
                }
            }
            default -> book.anchors(List.of(address));
        }
    }

    private static BookAddress any(Random random) {
        int network = random.nextInt(NETWORKS);
        int host = random.nextInt(HOSTS);
        // most hosts have one key; some keys have several hosts, and some hosts several keys
        int key = random.nextInt(8) == 0 ? random.nextInt(40) : network * HOSTS + host;
        return address(key, host(network, host));
    }

    private static void hold(boolean condition, BookEntry entry, String what) {
        if (!condition) {
            throw new AssertionError("the " + what + " of " + entry.address + " does not fit");
        }
    }

    /** Looks through everything; package-private for the other tests. */
    static void check(PeerBook book) {
        BookTables tables = book.tables;
        Map<Object, Integer> perKey = new HashMap<>();
        Map<Object, Integer> perPort = new HashMap<>();
        int places = 0;
        int tried = 0;
        long bytes = 0;
        for (int i = 0; i < tables.size(); i++) {
            BookEntry entry = tables.get(i);
            hold(entry.index == i, entry, "number");
            hold(tables.find(entry.address) == entry, entry, "index");
            hold(entry.tried == (entry.placeCount() == 0), entry, "tables");
            hold(entry.failures < BookSettings.FAILED_ROUNDS, entry, "failures");
            for (int j = 0; j < entry.placeCount(); j++) {
                int place = entry.place(j);
                hold(tables.fresh.at(place) == entry && tables.isNewPlace(entry, place), entry, "new place");
            }
            if (entry.tried) {
                hold(tables.tried.at(tables.triedPlace(entry)) == entry, entry, "tried place");
                tried++;
            }
            places += entry.placeCount();
            bytes += BookWeight.of(entry);
            perKey.merge(entry.address.key(), 1, Integer::sum);
            perPort.merge(entry.address.host(), 1, Integer::sum);
        }
        assertThat(tables.fresh.size()).isEqualTo(places);
        assertThat(tables.tried.size()).isEqualTo(tried);
        assertThat(book.bytes()).isEqualTo(bytes).isLessThanOrEqualTo(PeerBook.MOST_BYTES);
        assertThat(perKey.values()).allMatch(count -> count <= 4);
        assertThat(perPort.values()).allMatch(count -> count <= 4);
        assertThat(book.contests.size()).isLessThanOrEqualTo(Contests.MOST);
        for (BookEntry occupant : book.contests.toTest(Long.MIN_VALUE / 2)) {
            BookEntry challenger = book.contests.challengerOf(occupant);
            assertThat(occupant.tried && challenger != null && challenger.isListed() && !challenger.tried)
                    .isTrue();
            assertThat(tables.triedPlace(challenger)).isEqualTo(tables.triedPlace(occupant));
        }
    }
}
