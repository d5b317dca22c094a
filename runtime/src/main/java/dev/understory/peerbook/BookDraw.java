package dev.understory.peerbook;

import dev.understory.crypto.RandomStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Draws addresses from the tables: to dial, to test, and to tell of. */
final class BookDraw {
    /** Draws until somebody is taken: by then anybody eligible would be, whatever came of its last dials. */
    static final int MOST_DRAWS = 48;

    /**
     * Entries looked at one after the other when no draw has found one. In a large book most are eligible or none is, and who
     * asks again goes on where this ends; a small one is searched whole.
     */
    static final int MOST_LOOKS = 64;

    /** Draws for one answer to somebody else. */
    private static final int MOST_DRAWS_TO_TELL = 4_096;

    /** By so much each draw makes the next address more likely to be taken. */
    private static final double GROWTH = 1.2;

    /** One draw in so many is from the new ones. */
    static final int NEW_IN = 4;

    private final BookTables tables;
    private final RandomStream random;
    /** The entry to be looked at first, by its number. */
    private int nextLook;

    BookDraw(BookTables tables, RandomStream random) {
        this.tables = tables;
        this.random = random;
    }

    /** One of all, or null. */
    @Nullable
    BookEntry toDial(long now, Predicate<BookAddress> eligible) {
        double factor = 1;
        for (int i = 0; i < MOST_DRAWS && tables.size() > 0; i++) {
            BookEntry drawn = table().draw(random);
            if (isTaken(drawn, factor, now, eligible)) {
                return drawn;
            }
            factor *= GROWTH;
        }
        return anyOf(entry -> eligible.test(entry.address));
    }

    /** One of the new ones, or null. */
    @Nullable
    BookEntry toTest(long now, Predicate<BookAddress> eligible) {
        double factor = 1;
        for (int i = 0; i < MOST_DRAWS && tables.fresh.size() > 0; i++) {
            BookEntry drawn = tables.fresh.draw(random);
            if (isTaken(drawn, factor, now, eligible)) {
                return drawn;
            }
            factor *= GROWTH;
        }
        return anyOf(entry -> !entry.tried && eligible.test(entry.address));
    }

    /** Some of the tried ones that answered when we last dialled them. */
    List<BookAddress> toTell(int most, Predicate<BookAddress> eligible) {
        SequencedSet<BookAddress> drawn = new LinkedHashSet<>();
        int draws = Math.min(4 * Math.min(most, MOST_DRAWS_TO_TELL), MOST_DRAWS_TO_TELL);
        for (int i = 0; i < draws && drawn.size() < most && tables.tried.size() > 0; i++) {
            BookEntry entry = tables.tried.draw(random);
            if (entry.failures == 0 && eligible.test(entry.address)) {
                drawn.add(entry.address);
            }
        }
        return List.copyOf(drawn);
    }

    private boolean isTaken(BookEntry drawn, double factor, long now, Predicate<BookAddress> eligible) {
        return random.nextDouble() < factor * drawn.chance(now) && eligible.test(drawn.address);
    }

    /**
     * Tried ones more often, however many there are of each: who tells of many new ones has no more than the rest, and new
     * ones are found out by tests anyway.
     */
    private BookTable table() {
        if (tables.tried.size() == 0 || tables.fresh.size() == 0) {
            return tables.tried.size() == 0 ? tables.fresh : tables.tried;
        }
        return random.nextInt(NEW_IN) == 0 ? tables.fresh : tables.tried;
    }

    private @Nullable BookEntry anyOf(Predicate<BookEntry> eligible) {
        int size = tables.size();
        for (int i = 0; i < Math.min(size, MOST_LOOKS); i++) {
            nextLook = nextLook < size ? nextLook : 0;
            BookEntry entry = tables.get(nextLook++);
            if (eligible.test(entry)) {
                return entry;
            }
        }
        return null;
    }
}
