package dev.understory.peerbook;

import dev.understory.limits.AddressGroup;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds an entry, and its siblings: those of the same identity, and those at the same host. Both are chains that run through
 * the entries themselves and begin at a place that a keyed hash gives, so that nobody makes a chain long but by siblings, of
 * which there are few.
 */
final class BookIndex {
    private final Chains byKey = new Chains(true);
    private final Chains byHost = new Chains(false);

    /** How many siblings there are, and the one of them that goes first if one has to. */
    record Siblings(int count, @Nullable BookEntry worst) {}

    @Nullable
    BookEntry find(BookAddress address, int keyHash) {
        BookEntry entry = byKey.first(keyHash);
        while (entry != null && !entry.address.equals(address)) {
            entry = entry.nextOfKey;
        }
        return entry;
    }

    /** The entries of the same identity. */
    Siblings ofKey(BookEntry newcomer) {
        return byKey.siblings(newcomer, entry -> entry.address.key().equals(newcomer.address.key()));
    }

    /** The entries at the same host and port. */
    Siblings atPort(BookEntry newcomer) {
        BookAddress address = newcomer.address;
        return byHost.siblings(
                newcomer,
                entry -> entry.address.port() == address.port()
                        && entry.address.host().equals(address.host()));
    }

    /** The entries at the same host, which for IPv6 is a /64. */
    Siblings atHost(BookEntry newcomer) {
        NetworkAddress host = newcomer.address.host();
        AddressGroup group = host.group(GroupLevel.ADDRESS);
        return byHost.siblings(
                newcomer,
                entry -> entry.address.host().equals(host)
                        || entry.address.host().group(GroupLevel.ADDRESS).equals(group));
    }

    void add(BookEntry entry) {
        byKey.add(entry);
        byHost.add(entry);
    }

    void remove(BookEntry entry) {
        byKey.remove(entry);
        byHost.remove(entry);
    }

    /** The chains of identities, or of hosts. */
    private static final class Chains {
        private static final int LEAST = 64;

        private final boolean areOfKeys;
        private @Nullable BookEntry[] starts = new BookEntry[LEAST];
        private int size;

        Chains(boolean areOfKeys) {
            this.areOfKeys = areOfKeys;
        }

        @Nullable
        BookEntry first(int hash) {
            return starts[hash & starts.length - 1];
        }

        Siblings siblings(BookEntry newcomer, Predicate<BookEntry> isSibling) {
            int count = 0;
            BookEntry worst = null;
            for (BookEntry entry = first(hash(newcomer)); entry != null; entry = next(entry)) {
                if (hash(entry) == hash(newcomer) && isSibling.test(entry)) {
                    count++;
                    boolean isWorse = entry.mayGo() && (worst == null || entry.failures > worst.failures);
                    worst = isWorse ? entry : worst;
                }
            }
            return new Siblings(count, worst);
        }

        void add(BookEntry entry) {
            if (++size > starts.length) {
                @Nullable BookEntry[] before = starts;
                starts = new BookEntry[2 * before.length];
                for (BookEntry first : before) {
                    while (first != null) {
                        BookEntry next = next(first);
                        link(first);
                        first = next;
                    }
                }
            }
            link(entry);
        }

        void remove(BookEntry gone) {
            size--;
            BookEntry entry = first(hash(gone));
            if (entry == gone) {
                starts[hash(gone) & starts.length - 1] = next(gone);
                return;
            }
            while (entry != null && next(entry) != gone) {
                entry = next(entry);
            }
            if (entry != null) {
                setNext(entry, next(gone));
            }
        }

        private void link(BookEntry entry) {
            int start = hash(entry) & starts.length - 1;
            setNext(entry, starts[start]);
            starts[start] = entry;
        }

        private int hash(BookEntry entry) {
            return areOfKeys ? entry.keyHash : entry.hostHash;
        }

        private @Nullable BookEntry next(BookEntry entry) {
            return areOfKeys ? entry.nextOfKey : entry.nextOfHost;
        }

        private void setNext(BookEntry entry, @Nullable BookEntry next) {
            if (areOfKeys) {
                entry.nextOfKey = next;
            } else {
                entry.nextOfHost = next;
            }
        }
    }
}
