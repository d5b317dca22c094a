package dev.understory.peerbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a book knows, for people: it is read a page at a time, by the order of identities, hosts and ports, so that a page
 * goes on where the one before ended whatever has come and gone meanwhile.
 *
 * @param fresh addresses that others told, in the whole book
 * @param tried addresses at which we have reached the peer, in the whole book
 * @param bytes what the whole book weighs in memory, reckoned from above
 * @param fitting how many addresses are of those that were asked for
 * @param entries the first of them behind the place that was asked for, in order
 * @param more whether others follow
 */
public record BookPage(int fresh, int tried, long bytes, int fitting, List<PeerRecord> entries, boolean more) {
    /** Entries of a page. */
    public static final int MOST_ENTRIES = 1000;

    /** There is no book. */
    public static final BookPage NONE = new BookPage(0, 0, 0, 0, List.of(), false);

    private static final Comparator<BookAddress> ORDER = Comparator.comparing(BookAddress::key)
            .thenComparing(BookAddress::host)
            .thenComparingInt(BookAddress::port);

    /**
     * A page of a book. It goes through all of it, and holds no more than it returns.
     *
     * @param which the addresses that are asked for
     * @param after the last one of the page before; null for the first page
     * @param most entries to return, {@link #MOST_ENTRIES} at most
     */
    public static BookPage of(PeerBook book, Predicate<BookAddress> which, @Nullable BookAddress after, int most) {
        int room = Math.max(0, Math.min(most, MOST_ENTRIES));
        TreeMap<BookAddress, BookEntry> page = new TreeMap<>(ORDER);
        int fitting = 0;
        boolean more = false;
        for (int i = 0; i < book.tables.size(); i++) {
            BookEntry entry = book.tables.get(i);
            if (!which.test(entry.address)) {
                continue;
            }
            fitting++;
            if (after == null || ORDER.compare(entry.address, after) > 0) {
                page.put(entry.address, entry);
                if (page.size() > room) {
                    page.pollLastEntry();
                    more = true;
                }
            }
        }
        List<PeerRecord> entries = new ArrayList<>(page.size());
        page.values().forEach(entry -> entries.add(entry.record()));
        return new BookPage(
                book.size() - book.triedSize(), book.triedSize(), book.bytes(), fitting, List.copyOf(entries), more);
    }
}
