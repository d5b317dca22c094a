package dev.understory.peerbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tried addresses whose place another one wants that was reached as well. The occupant keeps it as long as it answers: it is
 * dialled, and only if that fails in two rounds the challenger has its place (test before evict).
 */
final class Contests {
    /** Contests at once; what comes beyond keeps its place among the new addresses. */
    static final int MOST = 16;

    /** So long a challenger waits for the test. */
    static final Duration PATIENCE = Duration.ofHours(1);

    private record Contest(BookEntry occupant, BookEntry challenger, long since) {}

    private final List<Contest> open = new ArrayList<>();

    /** Opens a contest, if there is room and the occupant has none yet. */
    void open(BookEntry occupant, BookEntry challenger, long now) {
        expire(now);
        if (open.size() < MOST && challengerOf(occupant) == null) {
            open.add(new Contest(occupant, challenger, now));
        }
    }

    @Nullable
    BookEntry challengerOf(BookEntry occupant) {
        for (Contest contest : open) {
            if (contest.occupant == occupant) {
                return contest.challenger;
            }
        }
        return null;
    }

    /** The occupants that wait for a test, the one that has waited longest first. */
    List<BookEntry> toTest(long now) {
        expire(now);
        return open.stream().map(Contest::occupant).toList();
    }

    /** Closes all contests of one that has answered, or is gone. */
    void close(BookEntry entry) {
        open.removeIf(contest -> contest.occupant == entry || contest.challenger == entry);
    }

    int size() {
        return open.size();
    }

    private void expire(long now) {
        open.removeIf(contest -> now - contest.since > PATIENCE.toNanos());
    }
}
