package dev.understory.peerbook;

import dev.understory.limits.AddressGroup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One address in the book, where it stands, and what came of it. */
final class BookEntry {
    /** Places among the new addresses that one may have, so that one that many tell of is not crowded out by one of them. */
    static final int MOST_PLACES = 4;

    /** Nobody's address is worth a place that nobody has told of for so long. */
    static final Duration HORIZON = Duration.ofDays(30);

    private static final int PLACE_BITS = 16;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int SEVERAL_FAILURES = 3;
    private static final long LATELY = Duration.ofMinutes(10).toNanos();
    private static final int MOST_STEPS_DOWN = 8;

    final BookAddress address;
    final AddressGroup source;
    /** Keyed hashes: of the address, of its group, of the source's group. */
    final long addressHash;

    final long groupHash;
    final long sourceHash;

    /** Keyed hashes of the identity and of the host, by which the index finds it, and the next of the same place there. */
    final int keyHash;

    final int hostHash;

    @Nullable
    BookEntry nextOfKey;

    @Nullable
    BookEntry nextOfHost;

    /** In the list of all, or -1 if it is in no table yet. */
    int index = -1;

    boolean tried;
    int failures;
    long lastSeen;
    long lastTried = PeerRecord.NEVER;
    long lastSuccess = PeerRecord.NEVER;
    long lastFailure = PeerRecord.NEVER;

    /** Its places among the new addresses, the latest in the lowest bits. */
    private long places;

    private int placeCount;

    BookEntry(
            BookAddress address,
            AddressGroup source,
            long addressHash,
            long groupHash,
            long sourceHash,
            int keyHash,
            int hostHash,
            long nowNanos) {
        this.address = address;
        this.source = source;
        this.addressHash = addressHash;
        this.groupHash = groupHash;
        this.sourceHash = sourceHash;
        this.keyHash = keyHash;
        this.hostHash = hostHash;
        this.lastSeen = nowNanos;
    }

    /** Whether it is in the book. */
    boolean isListed() {
        return index >= 0;
    }

    int placeCount() {
        return placeCount;
    }

    int place(int number) {
        return (int) (places >>> number * PLACE_BITS) & PLACE_MASK;
    }

    void addPlace(int place) {
        if (placeCount == MOST_PLACES) {
            throw new IllegalStateException("an address has " + MOST_PLACES + " places at most");
        }
        places = places << PLACE_BITS | place;
        placeCount++;
    }

    void removePlace(int place) {
        for (int i = 0; i < placeCount; i++) {
            if (place(i) == place) {
                long lower = places & (1L << i * PLACE_BITS) - 1;
                long upper = i + 1 == MOST_PLACES ? 0 : places >>> (i + 1) * PLACE_BITS << i * PLACE_BITS;
                places = upper | lower;
                placeCount--;
                return;
            }
        }
        throw new IllegalStateException("it has no place " + place);
    }

    /** Whether somebody else may have its place: it has failed and never answered, or nobody tells of it any more. */
    boolean isWorn(long now) {
        return (lastSuccess == PeerRecord.NEVER && failures >= SEVERAL_FAILURES) || now - lastSeen > HORIZON.toNanos();
    }

    /** Whether it may go for a sibling: it has failed and never answered, or failed for several rounds since. */
    boolean mayGo() {
        return failures >= (lastSuccess == PeerRecord.NEVER ? 1 : SEVERAL_FAILURES);
    }

    /** Whether it was dialled within ten minutes. */
    boolean wasTriedLately(long now) {
        return lastTried != PeerRecord.NEVER && now - lastTried < LATELY;
    }

    /** How likely it is taken when it is drawn: less after each failure, and hardly at all shortly after a dial. */
    double chance(long now) {
        double chance = wasTriedLately(now) ? 0.01 : 1;
        for (int i = Math.min(failures, MOST_STEPS_DOWN); i > 0; i--) {
            chance *= 0.66;
        }
        return chance;
    }

    PeerRecord record() {
        return new PeerRecord(address, source, tried, lastSeen, lastTried, lastSuccess, failures);
    }
}
