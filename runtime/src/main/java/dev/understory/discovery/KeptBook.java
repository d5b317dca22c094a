package dev.understory.discovery;

import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.PeerBook;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** When the book is stored, and what is told of its size. Sans IO. */
final class KeptBook {
    private final PeerBook book;
    private final Neighbours neighbours;
    private final Duration interval;
    private final Consumer<DiscoveryEffect> effects;
    private boolean changed;
    private long nextSave;
    private int lastNew;
    private int lastTried;

    /** That book, which is stored at that interval if it has changed; tells of its size at once. */
    KeptBook(
            PeerBook book, Neighbours neighbours, Duration interval, Consumer<DiscoveryEffect> effects, long nowNanos) {
        this.book = book;
        this.neighbours = neighbours;
        this.interval = interval;
        this.effects = effects;
        this.nextSave = nowNanos + interval.toNanos();
        tell();
    }

    /** When {@link #wake} has to be called at the latest. */
    long nextSave() {
        return nextSave;
    }

    /** It may be time to store it. */
    void wake(long nowNanos) {
        if (nowNanos - nextSave >= 0) {
            save(nowNanos);
        }
        tell();
    }

    /** Something is known that is not stored. */
    void changed() {
        changed = true;
    }

    /** Stores what is known now, if it is not stored yet: it is time, or the node is stopping. */
    void save(long nowNanos) {
        nextSave = nowNanos + interval.toNanos();
        if (changed) {
            changed = false;
            List<BookAddress> outbound = neighbours.outboundAddresses();
            if (!outbound.isEmpty()) {
                book.anchors(outbound);
            }
            effects.accept(new DiscoveryEffect.Save(book.toBytes(nowNanos)));
        }
    }

    /** The book was not stored. */
    void notSaved(String detail) {
        changed = true;
        effects.accept(new DiscoveryEffect.Emit(new DiscoveryEvent.BookNotSaved(detail)));
    }

    /** Tells of the book's size, if it is another. */
    void tell() {
        int tried = book.triedSize();
        int fresh = book.size() - tried;
        if (fresh != lastNew || tried != lastTried) {
            lastNew = fresh;
            lastTried = tried;
            changed = true;
            effects.accept(new DiscoveryEffect.Emit(new DiscoveryEvent.BookChanged(fresh, tried)));
        }
    }
}
