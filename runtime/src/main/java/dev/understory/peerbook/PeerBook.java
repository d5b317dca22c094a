package dev.understory.peerbook;

import dev.understory.crypto.RandomStream;
import dev.understory.crypto.SipHash;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import dev.understory.limits.Unroutable;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of peers, as far as a node knows them: <em>new</em> ones that somebody told of, and <em>tried</em> ones at
 * which we have reached the peer. Whoever tells of many addresses has few of the places ({@link BookTables}), and whoever
 * listens at many addresses replaces nobody who answers ({@link Contests}), so that neither makes us dial himself alone. The
 * model is Bitcoin Core's address manager; runtime/docs/decisions/0250-peer-book.md says what differs.
 *
 * <p>All addresses are of one network and chain. Only a dial of ours that the expected identity answered proves an address
 * ({@link #succeeded}); what a peer says of itself never does. The book says what could be dialled, never what is: who is
 * connected, banned or waited for is its owner's to know, and to say by a predicate. Deterministic; not thread-safe.
 */
public final class PeerBook {
    /** Entries there can be: as many as the tables have places. */
    public static final int MOST_ENTRIES = (BookTables.NEW_BUCKETS + BookTables.TRIED_BUCKETS) * BookTable.PLACES;

    /** What all entries together may weigh. */
    public static final long MOST_BYTES = 32L << 20;

    /** Failures that count, in a row, after which a tried entry leaves its place to another one that wants it. */
    static final int FAILURES_OF_A_TEST = 2;

    /** Outbound peers that are dialled first after a restart. */
    public static final int MOST_ANCHORS = 8;

    /** A limit that is reached, and the entry that makes room for another, if one does. */
    private record Crowded(
            BookAnswer.Added answer, @Nullable BookEntry worst) {}

    private final BookSettings settings;
    private final RandomStream random;
    private final byte[] key;
    final BookTables tables;
    final Contests contests = new Contests();
    private final BookDraw draw;
    private List<BookAddress> anchors = List.of();
    /** When we last reached anybody. */
    private long lastReached = PeerRecord.NEVER;

    /** An empty book with that key. */
    PeerBook(BookSettings settings, RandomStream random, byte[] key) {
        this.settings = settings;
        this.random = random;
        this.key = key;
        this.tables = new BookTables(key);
        this.draw = new BookDraw(tables, random);
    }

    /** An empty book with a key of its own, drawn from the stream. */
    public static PeerBook empty(BookSettings settings, RandomStream random) {
        byte[] key = new byte[SipHash.KEY_LENGTH];
        random.nextBytes(key);
        return new PeerBook(settings, random, key);
    }

    /**
     * Somebody tells of an address.
     *
     * @param source who does: the address the peer has towards us; of one that a peer has itself, that address
     */
    public BookAnswer.Added add(BookAddress address, NetworkAddress source, long nowNanos) {
        if (address.key().equals(settings.self())) {
            return BookAnswer.Added.SELF;
        }
        if (objection(address) != null) {
            return BookAnswer.Added.UNROUTABLE;
        }
        AddressGroup group = Routability.groupOf(source);
        BookEntry known = tables.find(address);
        if (known != null) {
            known.lastSeen = nowNanos;
            if (!known.tried && known.placeCount() < BookEntry.MOST_PLACES && coin(known.placeCount())) {
                place(known, tables.newPlace(known, tables.hashOf(group)), nowNanos);
            }
            return BookAnswer.Added.KNOWN;
        }
        BookEntry entry = tables.entry(address, group, nowNanos);
        if (tables.bytes() + BookWeight.of(entry) > MOST_BYTES) {
            return BookAnswer.Added.FULL;
        }
        int place = tables.newPlace(entry, entry.sourceHash);
        if (!isFree(place, entry, nowNanos)) {
            return BookAnswer.Added.NO_PLACE;
        }
        for (Crowded crowded = crowd(entry); crowded != null; crowded = crowd(entry)) {
            if (crowded.worst() == null) {
                return crowded.answer();
            }
            forget(crowded.worst());
        }
        place(entry, place, nowNanos);
        return BookAnswer.Added.NEW;
    }

    /** Why an address would not be kept, or null. */
    public @Nullable Unroutable objection(BookAddress address) {
        return settings.routability().objection(address.host(), address.port());
    }

    /** A dial begins. */
    public void attempted(BookAddress address, long nowNanos) {
        BookEntry entry = tables.find(address);
        if (entry != null) {
            entry.lastTried = nowNanos;
        }
    }

    /** We have dialled that address and the expected identity has proved itself; or it is still connected so. */
    public BookAnswer.Success succeeded(BookAddress address, long nowNanos) {
        lastReached = nowNanos;
        BookEntry entry = tables.find(address);
        if (entry == null) {
            return BookAnswer.Success.UNKNOWN;
        }
        entry.lastSeen = nowNanos;
        entry.lastTried = nowNanos;
        entry.lastSuccess = nowNanos;
        entry.failures = 0;
        if (entry.tried) {
            contests.close(entry);
            return BookAnswer.Success.TRIED;
        }
        int place = tables.triedPlace(entry);
        BookEntry occupant = tables.tried.at(place);
        if (occupant == null) {
            tables.putTried(entry, place);
            return BookAnswer.Success.TRIED;
        }
        contests.open(occupant, entry, nowNanos);
        return BookAnswer.Success.CONTESTED;
    }

    /**
     * A dial of that address failed: nobody answered, or somebody else. It counts once in a round, and only if we have reached
     * anybody since its last success and its last failure that counted, and within two rounds, for otherwise the fault may be
     * ours. So the owner says of those who are connected, too, that they are reached ({@link #succeeded}), once in a round.
     * For another's sake an entry loses its place only after two failures that count: the first may be of an outage of ours
     * that has just begun, and between the two we have reached somebody.
     */
    public BookAnswer.Failure failed(BookAddress address, long nowNanos) {
        BookEntry entry = tables.find(address);
        if (entry == null) {
            return BookAnswer.Failure.UNKNOWN;
        }
        entry.lastTried = nowNanos;
        if (!counts(entry, nowNanos)) {
            return BookAnswer.Failure.NOT_COUNTED;
        }
        entry.failures++;
        entry.lastFailure = nowNanos;
        if (entry.failures >= settings.failedRounds()) {
            forget(entry);
            return BookAnswer.Failure.REMOVED;
        }
        BookEntry challenger = contests.challengerOf(entry);
        if (challenger != null && entry.failures >= FAILURES_OF_A_TEST) {
            replace(entry, challenger);
        }
        return entry.isListed() ? BookAnswer.Failure.COUNTED : BookAnswer.Failure.REMOVED;
    }

    /**
     * An address to dial: three times of four a tried one, else a new one, and whoever failed or was dialled lately with a
     * smaller chance. Null if nobody was found who is eligible; in a large book that few are, asking again may find one.
     */
    public @Nullable PeerRecord select(long nowNanos, Predicate<BookAddress> eligible) {
        return record(draw.toDial(nowNanos, eligible));
    }

    /**
     * An address to be dialled only to learn whether somebody is there: the occupant of a tried place that another one wants
     * and that was not dialled lately, else a new address. Null if none was found that is eligible.
     */
    public @Nullable PeerRecord feeler(long nowNanos, Predicate<BookAddress> eligible) {
        for (BookEntry occupant : contests.toTest(nowNanos)) {
            if (!occupant.wasTriedLately(nowNanos) && eligible.test(occupant.address)) {
                return occupant.record();
            }
        }
        return record(draw.toTest(nowNanos, eligible));
    }

    /**
     * Addresses to tell others of, drawn from the tried ones: what we have not proved ourselves we do not pass on. None
     * twice, and as many as {@code most} or as there are, or a few less.
     */
    public List<BookAddress> share(int most, Predicate<BookAddress> eligible) {
        return draw.toTell(most, eligible);
    }

    /** The outbound peers there were last, the most important first; those of a document just read are to be dialled first. */
    public List<BookAddress> anchors() {
        return anchors;
    }

    /** These are the outbound peers now; where there are fewer than {@link #MOST_ANCHORS}, those of before stay behind them. */
    public void anchors(List<BookAddress> outbound) {
        anchors = Stream.concat(outbound.stream(), anchors.stream())
                .distinct()
                .limit(MOST_ANCHORS)
                .toList();
    }

    /** Takes an address out; returns whether it was there. */
    public boolean remove(BookAddress address) {
        BookEntry entry = tables.find(address);
        if (entry != null) {
            forget(entry);
        }
        return entry != null;
    }

    /** Takes out all that are so; returns how many, those counted in that were anchors only. */
    public int removeIf(Predicate<BookAddress> unwanted) {
        long only = anchors.stream()
                .filter(unwanted.and(one -> tables.find(one) == null))
                .count();
        anchors = anchors.stream().filter(unwanted.negate()).toList();
        int before = tables.size();
        for (int i = before - 1; i >= 0; i--) {
            BookEntry entry = tables.get(i);
            if (unwanted.test(entry.address)) {
                forget(entry);
            }
        }
        return before - tables.size() + (int) only;
    }

    /** What is known of an address, or null. */
    public @Nullable PeerRecord find(BookAddress address) {
        return record(tables.find(address));
    }

    /** All addresses, in an order without meaning; a copy. */
    public List<BookAddress> addresses() {
        List<BookAddress> addresses = new ArrayList<>(tables.size());
        for (int i = 0; i < tables.size(); i++) {
            addresses.add(tables.get(i).address);
        }
        return addresses;
    }

    /** Addresses, new and tried. */
    public int size() {
        return tables.size();
    }

    /** Addresses at which we have reached the peer. */
    public int triedSize() {
        return tables.tried.size();
    }

    /** What the entries weigh in memory, reckoned from above. */
    public long bytes() {
        return tables.bytes();
    }

    /** The whole book as a document; its size is at most {@link BookCodec#MOST_BYTES}. */
    public Bytes toBytes(long nowNanos) {
        return BookCodec.write(settings, key, tables, anchors, nowNanos);
    }

    /** Reads {@link #toBytes}, whatever it is in truth; where it is of no use, there is an empty book and the reason. */
    public static BookRead fromBytes(Bytes document, BookSettings settings, RandomStream random, long nowNanos) {
        return BookCodec.read(document, settings, random, nowNanos);
    }

    /** An entry of this book that stands nowhere yet. */
    BookEntry entry(BookAddress address, AddressGroup source, long nowNanos) {
        return tables.entry(address, source, nowNanos);
    }

    void restoreAnchors(List<BookAddress> stored) {
        anchors = stored.stream().filter(this::isAllowed).toList();
    }

    /**
     * Puts an entry back where it stood; no places stand for its place among the tried ones. Returns whether it has one.
     */
    boolean restore(BookEntry entry, int[] places) {
        boolean isWelcome = isAllowed(entry.address)
                && entry.failures < settings.failedRounds()
                && tables.find(entry.address) == null
                && tables.bytes() + BookWeight.of(entry) <= MOST_BYTES
                && crowd(entry) == null;
        if (!isWelcome) {
            return false;
        }
        if (places.length == 0 && tables.tried.at(tables.triedPlace(entry)) == null) {
            tables.putTried(entry, tables.triedPlace(entry));
        }
        for (int place : places) {
            if (tables.isNewPlace(entry, place) && tables.fresh.at(place) == null) {
                tables.putNew(entry, place);
            }
        }
        return entry.isListed();
    }

    private boolean isAllowed(BookAddress address) {
        return !address.key().equals(settings.self()) && objection(address) == null;
    }

    private boolean coin(int heads) {
        return random.nextInt(1 << heads) == 0;
    }

    private boolean counts(BookEntry entry, long now) {
        long round = settings.round().toNanos();
        if (lastReached == PeerRecord.NEVER || now - lastReached > 2 * round) {
            return false;
        }
        boolean isNewRound = entry.lastFailure == PeerRecord.NEVER || now - entry.lastFailure >= round;
        return isNewRound && hasReachedSince(entry.lastFailure) && hasReachedSince(entry.lastSuccess);
    }

    private boolean hasReachedSince(long time) {
        return time == PeerRecord.NEVER || lastReached - time > 0;
    }

    /** A place is free for one that has none if whoever has it is worn or has others. */
    private boolean isFree(int place, BookEntry entry, long now) {
        BookEntry occupant = tables.fresh.at(place);
        return occupant == null || occupant.isWorn(now) || (occupant.placeCount() > 1 && entry.placeCount() == 0);
    }

    private void place(BookEntry entry, int place, long now) {
        if (tables.fresh.at(place) != entry && isFree(place, entry, now)) {
            clear(place);
            tables.putNew(entry, place);
        }
    }

    private void clear(int place) {
        BookEntry occupant = tables.fresh.at(place);
        if (occupant != null && occupant.placeCount() == 1) {
            contests.close(occupant);
        }
        tables.clearNew(place);
    }

    /** Who there is too many of with another entry of that identity, at that host and port; null if there is room. */
    private @Nullable Crowded crowd(BookEntry entry) {
        BookIndex.Siblings ofKey = tables.index.ofKey(entry);
        if (ofKey.count() >= settings.perKey()) {
            return new Crowded(BookAnswer.Added.TOO_MANY_OF_KEY, ofKey.worst());
        }
        BookIndex.Siblings atPort = tables.index.atPort(entry);
        if (atPort.count() >= settings.perEndpoint()) {
            return new Crowded(BookAnswer.Added.TOO_MANY_AT_HOST, atPort.worst());
        }
        BookIndex.Siblings atHost = tables.index.atHost(entry);
        return atHost.count() >= settings.perHost()
                ? new Crowded(BookAnswer.Added.TOO_MANY_AT_HOST, atHost.worst())
                : null;
    }

    /** The challenger takes the tried place, and the occupant has failed; it goes where it once came from. */
    private void replace(BookEntry occupant, BookEntry challenger) {
        contests.close(occupant);
        contests.close(challenger);
        int place = tables.triedPlace(occupant);
        tables.leaveTried(occupant);
        tables.putTried(challenger, place);
        int back = tables.newPlace(occupant, occupant.sourceHash);
        BookEntry there = tables.fresh.at(back);
        if (there != null && there.lastSuccess != PeerRecord.NEVER) {
            tables.strike(occupant);
        } else {
            clear(back);
            tables.putNew(occupant, back);
        }
    }

    private void forget(BookEntry entry) {
        contests.close(entry);
        tables.remove(entry);
    }

    private static @Nullable PeerRecord record(@Nullable BookEntry entry) {
        return entry == null ? null : entry.record();
    }
}
