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
import java.time.Duration;
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
 *   too few                an anchor, that is: a peer of before a stop it, first of all, and again if our own limits ended its dial
 *   too few                an address of the book, in a group of       one of them
 *                          addresses where no peer that we dialled is
 *   too few                other addresses of the book                 one of them
 *   too few                a seed                                      one, to ask it for others
 *   one too few, and       a seed                                      one, to ask it for others; nobody else
 *   seeds are to be asked
 *   enough                                                             nobody
 *   any                    the time of a feeler has come               a contested or a new address, only to see whether it holds
 * </pre>
 *
 * <p>Nobody is dialled who is connected, being dialled, or whose last dial has failed a while ago: that while grows from failure
 * to failure. A dial that our own limits ended says nothing of the address, which waits only as after a first failure; an anchor, which is
 * tried again and again, waits longer each time all the same. Seeds are
 * not taken from the book, so that they have room for those who know nobody.
 */
final class DialPolicy {
    /** Addresses whose next dial has to wait; the one that failed first may be dialled again when there are more. */
    static final int MOST_WAITS = 1024;

    /** Other peers that we dialled, with which a seed is left. */
    static final int ENOUGH_WITHOUT_SEED = 2;

    /** Our own addresses that are remembered. */
    static final int MOST_OWN = 64;

    /** An address to dial, and what for; it has a key but for a seed, and {@code inBook} for one of the book. */
    record Choice(
            Purpose purpose, PeerAddress address, @Nullable BookAddress inBook) {
        static Choice of(Purpose purpose, BookAddress inBook) {
            return new Choice(purpose, inBook.toPeerAddress(), inBook);
        }

        /** Whether it is to become a peer. */
        boolean isForAPeer() {
            return purpose != Purpose.FEELER && purpose != Purpose.TRIAL;
        }

        /** The same for a peer. */
        Choice asPeer() {
            return new Choice(Purpose.PEER, address, inBook);
        }

        /** What it has to wait by: addresses of the book are looked at often, and made texts of seldom. */
        Object waitsBy() {
            return inBook != null ? inBook : address;
        }
    }

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
    private final Set<BookAddress> dialledAnchors = new LinkedHashSet<>();
    /** Addresses of the book, and seeds. */
    private final Map<Object, Wait> waits = new LinkedHashMap<>();
    /** Identities that are being dialled, and seeds. */
    private final Set<Object> underWay = new LinkedHashSet<>();

    /** Where peers are that were let go of because they only stayed, and until when others are preferred to them. */
    private final Map<BookAddress, Long> passedOver = new LinkedHashMap<>();

    private final Set<PublicKey> seedKeys = new LinkedHashSet<>();
    private final Set<BookAddress> own = new LinkedHashSet<>();
    /** Whom a place is made free for. */
    private @Nullable Choice promised;

    private boolean asksSeeds;

    private int outbound;
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
        this.outbound = settings.dialling().outbound();
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

    /** There are to be so many peers that we dial from now on; those that are there beyond that are not this one's to close. */
    void outbound(int wanted) {
        outbound = wanted;
    }

    /** Those are anchors no longer, nor again when a dial under way has ended. */
    void forget(Predicate<BookAddress> unwanted) {
        anchors.removeIf(unwanted);
        dialledAnchors.removeIf(unwanted);
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
            boolean enough = neighbours.outbound() + peersUnderWay >= outbound;
            choice = enough ? null : peer(nowNanos);
            long pause = settings.dialling().pause().toNanos();
            nextDial = nowNanos
                    + spread(choice == null ? pause * settings.dialling().idlePauses() : pause);
        }
        if (choice == null && nowNanos - nextFeeler >= 0) {
            nextFeeler = nowNanos + spread(settings.dialling().feeler().toNanos());
            choice = chosen(Purpose.FEELER, book.feeler(nowNanos, address -> isFree(address, nowNanos)));
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

    /** Whether there are as many peers that we dialled as there are to be, but for the place that is kept for seeds. */
    boolean isFull() {
        return neighbours.outbound() >= outbound - (asksSeeds ? 1 : 0);
    }

    /** Whether one place is kept for seeds from now on, which are asked again and again. */
    void asksSeeds(boolean wanted) {
        asksSeeds = wanted && !settings.seeds().isEmpty() && outbound > 1;
    }

    /** Whether others have taken the place that is kept for seeds. */
    boolean lacksPlaceForSeeds() {
        return asksSeeds
                && neighbours.outbound() >= outbound
                && neighbours.outboundAddresses().stream().noneMatch(peer -> seedKeys.contains(peer.key()));
    }

    /** The next peer is that one, if it still may be dialled when there is room. */
    void promise(Choice choice) {
        promised = choice;
    }

    /** That peer has only stayed: others are preferred to it for so long. */
    void passOver(PublicKey peer, Duration wait, long nowNanos) {
        BookAddress address = neighbours.outboundAddress(peer);
        if (address != null) {
            passedOver.put(address, nowNanos + wait.toNanos());
            if (passedOver.size() > MOST_WAITS) {
                passedOver.remove(passedOver.keySet().iterator().next());
            }
        }
    }

    /** Somebody to try who could take a peer's place; null if nobody is known. */
    @Nullable
    Choice trial(long nowNanos) {
        Choice choice = ofTheBook(Purpose.TRIAL, nowNanos);
        if (choice != null) {
            begun(choice);
        }
        return choice;
    }

    private @Nullable Choice peer(long nowNanos) {
        Choice chosen = promised;
        promised = null;
        if (chosen != null
                && isFree(chosen.address().key(), chosen.waitsBy(), nowNanos)
                && !underWay.contains(chosen.address())) {
            return chosen;
        }
        if (asksSeeds && neighbours.outbound() + peersUnderWay >= outbound - 1) {
            return seed(nowNanos);
        }
        BookAddress anchor = anchor(nowNanos);
        if (anchor != null) {
            dialledAnchors.add(anchor);
            return Choice.of(Purpose.ANCHOR, anchor);
        }
        Choice choice = ofTheBook(Purpose.PEER, nowNanos);
        return choice != null ? choice : seed(nowNanos);
    }

    private @Nullable Choice ofTheBook(Purpose purpose, long nowNanos) {
        Set<AddressGroup> taken = neighbours.outboundGroups();
        passedOver.values().removeIf(until -> nowNanos - until >= 0);
        Predicate<BookAddress> isEligible =
                address -> isFree(address, nowNanos) && !seedKeys.contains(address.key()) && !own.contains(address);
        Predicate<BookAddress> isNew = address -> !passedOver.containsKey(address) && isEligible.test(address);
        PeerRecord found = book.select(
                nowNanos, address -> !taken.contains(Routability.groupOf(address.host())) && isNew.test(address));
        found = found != null ? found : book.select(nowNanos, isNew);
        return chosen(purpose, found != null || purpose == Purpose.TRIAL ? found : book.select(nowNanos, isEligible));
    }

    /** The next one that may be dialled; whoever has to wait stays an anchor, whoever is there already does not. */
    private @Nullable BookAddress anchor(long nowNanos) {
        for (int left = anchors.size(); left > 0; left--) {
            BookAddress anchor = anchors.remove();
            if (isFree(anchor, nowNanos)) {
                return anchor;
            }
            if (!neighbours.has(anchor.key())) {
                anchors.add(anchor);
            }
        }
        return null;
    }

    private static @Nullable Choice chosen(Purpose purpose, @Nullable PeerRecord found) {
        return found == null ? null : Choice.of(purpose, found.address());
    }

    private @Nullable Choice seed(long nowNanos) {
        List<PeerAddress> free = new ArrayList<>();
        for (PeerAddress seed : settings.seeds()) {
            if (isFree(seed.key(), seed, nowNanos) && !underWay.contains(seed)) {
                free.add(seed);
            }
        }
        return free.isEmpty() ? null : new Choice(Purpose.SEED, free.get(random.nextInt(free.size())), null);
    }

    private boolean isFree(BookAddress address, long nowNanos) {
        return isFree(address.key(), address, nowNanos);
    }

    private boolean isFree(@Nullable PublicKey key, Object waitsBy, long nowNanos) {
        if (key != null && (neighbours.has(key) || underWay.contains(key))) {
            return false;
        }
        Wait wait = waits.get(waitsBy);
        return wait == null || nowNanos - wait.until >= 0;
    }

    private void begun(Choice choice) {
        underWay.add(identity(choice.address()));
        peersUnderWay += choice.isForAPeer() ? 1 : 0;
    }

    /** A dial of somebody else, which nobody here repeats while it lasts. */
    void begun(PeerAddress address) {
        underWay.add(identity(address));
    }

    /** The same has ended. */
    void ended(PeerAddress address) {
        underWay.remove(identity(address));
    }

    private static Object identity(PeerAddress address) {
        return address.key() != null ? address.key() : address;
    }

    /**
     * A dial that was chosen has ended; it has reached the peer, or the address has to wait. A seed has for a while no other
     * answer.
     */
    void ended(Choice choice, DialVerdict verdict, long nowNanos) {
        boolean wasOfUse = verdict == DialVerdict.REACHED;
        underWay.remove(identity(choice.address()));
        peersUnderWay -= choice.isForAPeer() ? 1 : 0;
        BookAddress anchor = choice.purpose() == Purpose.ANCHOR ? choice.inBook() : null;
        if (anchor != null && dialledAnchors.remove(anchor) && verdict == DialVerdict.NONE) {
            anchors.add(anchor);
        }
        Wait wait = waits.remove(choice.waitsBy());
        if (wasOfUse && choice.purpose() != Purpose.SEED) {
            return;
        }
        if (wait == null || wasOfUse) {
            wait = new Wait(backoffs.get());
        }
        wait.until = nowNanos
                + switch (verdict) {
                    case REACHED -> settings.exchange().answerLifetime().toNanos();
                    case BUSY ->
                        choice.purpose() == Purpose.SEED ? backoffs.get().failed() : wait.backoff.failed();
                    case FAILED, OURSELVES -> wait.backoff.failed();
                    case NONE ->
                        choice.purpose() == Purpose.ANCHOR
                                ? wait.backoff.failed()
                                : backoffs.get().failed();
                };
        waits.put(choice.waitsBy(), wait);
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

    /** How many are passed over. */
    int passedOver() {
        return passedOver.size();
    }

    private long spread(long nanos) {
        return (long) (nanos * (0.5 + random.nextDouble()));
    }
}
