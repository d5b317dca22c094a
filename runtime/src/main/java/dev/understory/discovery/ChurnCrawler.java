package dev.understory.discovery;

import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.PeerBook;
import dev.understory.peerbook.PeerRecord;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the proven addresses of a book in rounds, to see whether they still hold (wire.md, section 4.10). Few are dialled
 * at a time; one that was reached a while ago, or where a peer that we dialled is, is not dialled for it. One whose peer is
 * connected from elsewhere is passed over: a dial would find that connection, which is no proof of the address. What others told
 * and nobody has proved is not looked at: whoever tells of a thousand addresses would have us dial them all. Sans IO.
 *
 * <pre>
 *   a round        what happens                  then       what follows
 *   (none)         the pause is over             going on   all proven addresses are to be looked at
 *   going on       room for one more dial        the same   the next one that is due
 *   going on       none is left, none under way  (none)     the round is told, and the pause begins
 * </pre>
 */
final class ChurnCrawler {
    private final DiscoverySettings.Crawl settings;
    private final PeerBook book;
    private final Neighbours neighbours;
    private final ArrayDeque<BookAddress> left = new ArrayDeque<>();
    private boolean isGoingOn;
    private long nextRound;
    private int underWay;
    private int looked;
    private int live;
    private int removed;

    /** The first round begins at that time. */
    ChurnCrawler(DiscoverySettings.Crawl settings, PeerBook book, Neighbours neighbours, long firstRound) {
        this.settings = settings;
        this.book = book;
        this.neighbours = neighbours;
        this.nextRound = firstRound;
    }

    /** When {@link #next} has to be asked; while a dial is under way nobody need ask. */
    long nextAt() {
        return isGoingOn ? Long.MAX_VALUE : nextRound;
    }

    /** What to dial now; null if nothing. Until then it is asked again and again. */
    @Nullable
    BookAddress next(long nowNanos) {
        if (!isGoingOn && nowNanos - nextRound >= 0) {
            begin();
        }
        while (isGoingOn && underWay < settings.concurrent() && !left.isEmpty()) {
            BookAddress address = left.removeFirst();
            PeerRecord known = book.find(address);
            if (known == null || !known.isTried()) {
                continue;
            }
            if (neighbours.isDialledAt(address)) {
                book.succeeded(address, nowNanos);
            } else if (!isFresh(known, nowNanos)) {
                if (neighbours.has(address.key())) {
                    continue;
                }
                looked++;
                underWay++;
                return address;
            }
            looked++;
            live++;
        }
        return null;
    }

    private void begin() {
        isGoingOn = true;
        looked = 0;
        live = 0;
        removed = 0;
        left.addAll(book.addresses());
    }

    private boolean isFresh(PeerRecord known, long nowNanos) {
        return known.failures() == 0
                && known.lastSuccessNanos() != PeerRecord.NEVER
                && nowNanos - known.lastSuccessNanos() < settings.fresh().toNanos();
    }

    /** A dial of this round has ended. */
    void done(boolean isLive, boolean hasLeft) {
        underWay--;
        live += isLive ? 1 : 0;
        removed += hasLeft ? 1 : 0;
    }

    /** What came of the round if it is over now; null if it is not. */
    DiscoveryEvent.@Nullable RoundEnded ended(long nowNanos) {
        if (!isGoingOn || underWay > 0 || !left.isEmpty()) {
            return null;
        }
        isGoingOn = false;
        nextRound = nowNanos + settings.pause().toNanos();
        return new DiscoveryEvent.RoundEnded(looked, live, removed);
    }
}
