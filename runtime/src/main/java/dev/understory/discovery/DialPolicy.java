package dev.understory.discovery;

import dev.understory.crypto.RandomStream;
import dev.understory.discovery.DiscoveryEvent.Purpose;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.DialBackoff;
import dev.understory.peerbook.PeerBook;
import dev.understory.peerbook.PeerRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom a node dials so that it has as many peers as it should. One dial begins at a time, with a pause before the next. Sans IO.
 *
 * <pre>
 *   peers that we dialled  who there is                                what is dialled
 *   too few                an anchor, that is: a peer of before a stop it, first of all
 *   too few                an address of the book, in a group of       one of them
 *                          addresses where no peer that we dialled is
 *   too few                other addresses of the book                 one of them
 *   too few                a seed                                      one, to ask it for others
 *   enough                                                             nobody
 *   any                    the time of a feeler has come               a contested or a new address, only to see whether it holds
 * </pre>
 *
 * <p>Nobody is dialled who is connected, being dialled, or whose last dial has failed a while ago: that while grows from failure
 * to failure. Seeds are not taken from the book, so that they have room for those who know nobody.
 */
final class DialPolicy {
    /** Addresses whose next dial has to wait; the one that failed first may be dialled again when there are more. */
    static final int MOST_WAITS = 1024;

    /** Other peers that we dialled, with which a seed is left. */
    static final int ENOUGH_WITHOUT_SEED = 2;

    /** Our own addresses that are remembered. */
    static final int MOST_OWN = 64;

    /** An address to dial, and what for; it has a key but for a seed. */
    record Choice(Purpose purpose, PeerAddress address) {}

    private static final class Wait {
        final DialBackoff backoff;
        long until;

        Wait(DialBackoff backoff) {
            this.backoff = backoff;
        }
    }

    private final DiscoverySettings settings;
    private final PeerBook book;
    private final Neighbours neighbours;
    private final RandomStream random;
    private final Supplier<DialBackoff> backoffs;
    private final ArrayDeque<BookAddress> anchors;
    private final Map<PeerAddress, Wait> waits = new LinkedHashMap<>();
    private final Set<PeerAddress> underWay = new LinkedHashSet<>();
    private final Set<PublicKey> seedKeys = new LinkedHashSet<>();
    private final Set<BookAddress> own = new LinkedHashSet<>();
    private int peersUnderWay;
    private long nextDial;
    private long nextFeeler;

    /** Dials from now on, the anchors of the book first. */
    DialPolicy(
            DiscoverySettings settings,
            PeerBook book,
            Neighbours neighbours,
            RandomStream random,
            Supplier<DialBackoff> backoffs,
            long nowNanos) {
        this.settings = settings;
        this.book = book;
        this.neighbours = neighbours;
        this.random = random;
        this.backoffs = backoffs;
        this.anchors = new ArrayDeque<>(book.anchors());
        this.nextDial = nowNanos + spread(settings.dialling().pause().toNanos());
        this.nextFeeler = nowNanos + spread(settings.dialling().feeler().toNanos());
        for (PeerAddress seed : settings.seeds()) {
            if (seed.key() != null) {
                seedKeys.add(seed.key());
            }
        }
    }

    /** When {@link #next} has to be asked. */
    long nextAt() {
        return Math.min(nextDial, nextFeeler);
    }

    /** Whom to dial now; null if nobody, or it is not time. */
    @Nullable
    Choice next(long nowNanos) {
        Choice choice = null;
        if (nowNanos - nextDial >= 0) {
            boolean enough =
                    neighbours.outbound() + peersUnderWay >= settings.dialling().outbound();
            choice = enough ? null : peer(nowNanos);
            long pause = settings.dialling().pause().toNanos();
            nextDial = nowNanos
                    + spread(choice == null ? pause * settings.dialling().idlePauses() : pause);
        }
        if (choice == null && nowNanos - nextFeeler >= 0) {
            nextFeeler = nowNanos + spread(settings.dialling().feeler().toNanos());
            choice =
                    chosen(Purpose.FEELER, book.feeler(nowNanos, address -> isFree(address.toPeerAddress(), nowNanos)));
        }
        if (choice != null) {
            begun(choice);
        }
        return choice;
    }

    /** Somebody may be dialled who could not before, or somebody has gone. */
    void hurry(long nowNanos) {
        nextDial =
                Math.min(nextDial, nowNanos + spread(settings.dialling().pause().toNanos()));
    }

    private @Nullable Choice peer(long nowNanos) {
        for (BookAddress anchor = anchors.poll(); anchor != null; anchor = anchors.poll()) {
            if (isFree(anchor.toPeerAddress(), nowNanos)) {
                return new Choice(Purpose.ANCHOR, anchor.toPeerAddress());
            }
        }
        Set<AddressGroup> taken = neighbours.outboundGroups();
        Predicate<BookAddress> isEligible = address -> isFree(address.toPeerAddress(), nowNanos)
                && !seedKeys.contains(address.key())
                && !own.contains(address);
        PeerRecord found = book.select(
                nowNanos, address -> !taken.contains(Routability.groupOf(address.host())) && isEligible.test(address));
        Choice choice = chosen(Purpose.PEER, found != null ? found : book.select(nowNanos, isEligible));
        return choice != null ? choice : seed(nowNanos);
    }

    private static @Nullable Choice chosen(Purpose purpose, @Nullable PeerRecord found) {
        return found == null ? null : new Choice(purpose, found.address().toPeerAddress());
    }

    private @Nullable Choice seed(long nowNanos) {
        List<PeerAddress> free = new ArrayList<>();
        for (PeerAddress seed : settings.seeds()) {
            if (isFree(seed, nowNanos)) {
                free.add(seed);
            }
        }
        return free.isEmpty() ? null : new Choice(Purpose.SEED, free.get(random.nextInt(free.size())));
    }

    private boolean isFree(PeerAddress address, long nowNanos) {
        PublicKey key = address.key();
        Wait wait = waits.get(address);
        return (key == null || !neighbours.has(key) && underWay.stream().noneMatch(other -> key.equals(other.key())))
                && !underWay.contains(address)
                && (wait == null || nowNanos - wait.until >= 0);
    }

    private void begun(Choice choice) {
        underWay.add(choice.address());
        peersUnderWay += choice.purpose() == Purpose.FEELER ? 0 : 1;
    }

    /** A dial of somebody else, which nobody here repeats while it lasts. */
    void begun(PeerAddress address) {
        underWay.add(address);
    }

    /** The same has ended. */
    void ended(PeerAddress address) {
        underWay.remove(address);
    }

    /** A dial that was chosen has ended; it was of some use, or the address has to wait. */
    void ended(Choice choice, boolean wasOfUse, long nowNanos) {
        underWay.remove(choice.address());
        peersUnderWay -= choice.purpose() == Purpose.FEELER ? 0 : 1;
        if (wasOfUse) {
            waits.remove(choice.address());
            return;
        }
        Wait wait = waits.remove(choice.address());
        if (wait == null) {
            wait = new Wait(backoffs.get());
        }
        wait.until = nowNanos + wait.backoff.failed();
        waits.put(choice.address(), wait);
        if (waits.size() > MOST_WAITS) {
            waits.remove(waits.keySet().iterator().next());
        }
    }

    /** That address leads to ourselves. */
    void isOwn(BookAddress address) {
        own.add(address);
        if (own.size() > MOST_OWN) {
            own.remove(own.iterator().next());
        }
    }

    /** That peer turned out to be a seed. */
    void isSeed(PublicKey key) {
        if (seedKeys.size() < settings.seeds().size() * 2) {
            seedKeys.add(key);
        }
    }

    /** How many addresses have to wait. */
    int waits() {
        return waits.size();
    }

    private long spread(long nanos) {
        return (long) (nanos * (0.5 + random.nextDouble()));
    }
}
