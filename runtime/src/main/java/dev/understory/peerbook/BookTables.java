package dev.understory.peerbook;

import dev.understory.crypto.RandomStream;
import dev.understory.crypto.SipHash;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of a book stand: the tables of new and tried addresses, the index, and the list of all. The place of an
 * entry follows from a hash under the book's key, so that nobody who tells of addresses knows whose place they take: of a new
 * one from its group and the source's, which has {@value #BUCKETS_OF_SOURCE} of the {@value #NEW_BUCKETS} buckets; of a tried
 * one from its own group, which has {@value #BUCKETS_OF_GROUP} of the {@value #TRIED_BUCKETS}. The construction is that of
 * Bitcoin Core's address manager, with buckets half as large and twice as many.
 */
final class BookTables {
    static final int NEW_BUCKETS = 1_504;
    static final int TRIED_BUCKETS = 512;
    static final int BUCKETS_OF_SOURCE = 48;
    static final int BUCKETS_OF_GROUP = 4;

    /** What a hash is for, so that no two have anything in common. */
    private static final long NEW_BRANCH = 1;

    private static final long NEW_BUCKET = 2;
    private static final long NEW_PLACE = 3;
    private static final long TRIED_BUCKET = 4;
    private static final long TRIED_PLACE = 5;

    final BookTable fresh = new BookTable(NEW_BUCKETS);
    final BookTable tried = new BookTable(TRIED_BUCKETS);
    final BookIndex index = new BookIndex();

    private final SipHash hash;
    private final List<BookEntry> all = new ArrayList<>();
    private long bytes;

    BookTables(byte[] key) {
        this.hash = new SipHash(key);
    }

    /** An entry that stands nowhere yet. */
    BookEntry entry(BookAddress address, AddressGroup source, long nowNanos) {
        if (!source.first().literal()) {
            PeerAddress.checkHost(source.first().toString());
        }
        byte[] key = address.key().bytes();
        byte[] host = bytes(address.host());
        byte[] whole = new byte[key.length + host.length + 2];
        System.arraycopy(key, 0, whole, 0, key.length);
        System.arraycopy(host, 0, whole, key.length, host.length);
        whole[whole.length - 2] = (byte) (address.port() >>> 8);
        whole[whole.length - 1] = (byte) address.port();
        return new BookEntry(
                address,
                source,
                hash.hash(whole),
                hashOf(Routability.groupOf(address.host())),
                hashOf(source),
                (int) hash.hash(key),
                hashOf(address.host()),
                nowNanos);
    }

    @Nullable
    BookEntry find(BookAddress address) {
        return index.find(address, hashOf(address.key()));
    }

    int hashOf(PublicKey key) {
        return (int) hash.hash(key.bytes());
    }

    int hashOf(NetworkAddress host) {
        return (int) hashOf(host.group(GroupLevel.ADDRESS));
    }

    long hashOf(AddressGroup group) {
        return hash.hash(hash.hash(bytes(group.first())), group.length());
    }

    /** The place among the new addresses that an entry has by what a source tells of it. */
    int newPlace(BookEntry entry, long sourceHash) {
        long branch = modulo(hash.hash(NEW_BRANCH, entry.groupHash, sourceHash), BUCKETS_OF_SOURCE);
        int bucket = modulo(hash.hash(NEW_BUCKET, sourceHash, branch), NEW_BUCKETS);
        return placeIn(bucket, NEW_PLACE, entry);
    }

    /** Whether an entry can stand there among the new addresses, by whatever source. */
    boolean isNewPlace(BookEntry entry, int place) {
        return place < fresh.places() && place == placeIn(place / BookTable.PLACES, NEW_PLACE, entry);
    }

    /** Its place among the tried addresses. */
    int triedPlace(BookEntry entry) {
        long branch = Long.remainderUnsigned(entry.addressHash, BUCKETS_OF_GROUP);
        int bucket = modulo(hash.hash(TRIED_BUCKET, entry.groupHash, branch), TRIED_BUCKETS);
        return placeIn(bucket, TRIED_PLACE, entry);
    }

    private int placeIn(int bucket, long purpose, BookEntry entry) {
        return bucket * BookTable.PLACES + modulo(hash.hash(purpose, bucket, entry.addressHash), BookTable.PLACES);
    }

    /** Gives an entry a free place among the new addresses. */
    void putNew(BookEntry entry, int place) {
        enlist(entry);
        entry.addPlace(place);
        fresh.put(place, entry);
    }

    /** Gives an entry a free place among the tried addresses, instead of all it has among the new ones. */
    void putTried(BookEntry entry, int place) {
        enlist(entry);
        leaveNew(entry);
        entry.tried = true;
        tried.put(place, entry);
    }

    /** Takes away a place among the new addresses; whoever has no other is gone. */
    void clearNew(int place) {
        BookEntry entry = fresh.at(place);
        if (entry == null) {
            return;
        }
        entry.removePlace(place);
        fresh.clear(place);
        if (entry.placeCount() == 0) {
            strike(entry);
        }
    }

    /** Takes a tried entry out of its place; it stands nowhere then. */
    void leaveTried(BookEntry entry) {
        tried.clear(triedPlace(entry));
        entry.tried = false;
    }

    void remove(BookEntry entry) {
        if (entry.tried) {
            leaveTried(entry);
        }
        leaveNew(entry);
        strike(entry);
    }

    int size() {
        return all.size();
    }

    /** What the entries weigh, as {@link BookWeight} reckons. */
    long bytes() {
        return bytes;
    }

    BookEntry get(int number) {
        return all.get(number);
    }

    /** One of all, each as likely; there is one. */
    BookEntry any(RandomStream random) {
        return all.get(random.nextInt(all.size()));
    }

    private void leaveNew(BookEntry entry) {
        while (entry.placeCount() > 0) {
            int place = entry.place(0);
            fresh.clear(place);
            entry.removePlace(place);
        }
    }

    private void enlist(BookEntry entry) {
        if (!entry.isListed()) {
            entry.index = all.size();
            all.add(entry);
            index.add(entry);
            bytes += BookWeight.of(entry);
        }
    }

    /** Forgets an entry that stands in no table any more. */
    void strike(BookEntry entry) {
        BookEntry last = all.removeLast();
        if (last != entry) {
            all.set(entry.index, last);
            last.index = entry.index;
        }
        entry.index = -1;
        index.remove(entry);
        bytes -= BookWeight.of(entry);
    }

    private static byte[] bytes(NetworkAddress host) {
        return host.literal() ? host.bytes() : host.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static int modulo(long hash, int count) {
        return (int) Long.remainderUnsigned(hash, count);
    }
}
