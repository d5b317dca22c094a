package dev.understory.peerbook;

import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds an entry, and its siblings: those of the same identity, and those at the same host. Both are chains that run through
 * the entries themselves, begun at a place that a keyed hash gives, so that nobody makes a chain long but by siblings, of
 * which there are few.
 */
final class BookIndex {
    private static final int LEAST = 64;

    private @Nullable BookEntry[] byKey = new BookEntry[LEAST];
    private @Nullable BookEntry[] byHost = new BookEntry[LEAST];
    private int size;

    /** Siblings, and the one of them that has to go first. */
    record Siblings(int count, @Nullable BookEntry worst) {}

    @Nullable
    BookEntry find(BookAddress address, int keyHash) {
        BookEntry entry = byKey[keyHash & byKey.length - 1];
        while (entry != null && !entry.address.equals(address)) {
            entry = entry.nextOfKey;
        }
        return entry;
    }

    Siblings ofKey(PublicKey key, int keyHash) {
        int count = 0;
        BookEntry worst = null;
        for (BookEntry entry = byKey[keyHash & byKey.length - 1]; entry != null; entry = entry.nextOfKey) {
            if (entry.keyHash == keyHash && entry.address.key().equals(key)) {
                count++;
                worst = worse(worst, entry);
            }
        }
        return new Siblings(count, worst);
    }

    /** @param port of which they are, or 0 for all */
    Siblings atHost(NetworkAddress host, int port, int hostHash) {
        int count = 0;
        BookEntry worst = null;
        for (BookEntry entry = byHost[hostHash & byHost.length - 1]; entry != null; entry = entry.nextOfHost) {
            if (entry.hostHash == hostHash && isSibling(entry.address, host, port)) {
                count++;
                worst = worse(worst, entry);
            }
        }
        return new Siblings(count, worst);
    }

    void add(BookEntry entry) {
        if (++size > byKey.length) {
            grow();
        }
        link(entry);
    }

    void remove(BookEntry entry) {
        size--;
        int key = entry.keyHash & byKey.length - 1;
        int host = entry.hostHash & byHost.length - 1;
        byKey[key] = withoutByKey(byKey[key], entry);
        byHost[host] = withoutByHost(byHost[host], entry);
    }

    private static boolean isSibling(BookAddress other, NetworkAddress host, int port) {
        return port == 0
                ? other.host().group(GroupLevel.ADDRESS).equals(host.group(GroupLevel.ADDRESS))
                : other.port() == port && other.host().equals(host);
    }

    /** Of those that may go the one with the most failures. */
    private static @Nullable BookEntry worse(@Nullable BookEntry one, BookEntry other) {
        if (!other.mayGo()) {
            return one;
        }
        return one == null || other.failures > one.failures ? other : one;
    }

    private void grow() {
        @Nullable BookEntry[] before = byKey;
        byKey = new BookEntry[2 * before.length];
        byHost = new BookEntry[2 * before.length];
        for (BookEntry first : before) {
            for (BookEntry entry = first; entry != null; ) {
                BookEntry next = entry.nextOfKey;
                link(entry);
                entry = next;
            }
        }
    }

    private void link(BookEntry entry) {
        int key = entry.keyHash & byKey.length - 1;
        int host = entry.hostHash & byHost.length - 1;
        entry.nextOfKey = byKey[key];
        entry.nextOfHost = byHost[host];
        byKey[key] = entry;
        byHost[host] = entry;
    }

    private static @Nullable BookEntry withoutByKey(@Nullable BookEntry first, BookEntry gone) {
        if (first == gone) {
            return gone.nextOfKey;
        }
        BookEntry before = first;
        while (before != null && before.nextOfKey != gone) {
            before = before.nextOfKey;
        }
        if (before != null) {
            before.nextOfKey = gone.nextOfKey;
        }
        return first;
    }

    private static @Nullable BookEntry withoutByHost(@Nullable BookEntry first, BookEntry gone) {
        if (first == gone) {
            return gone.nextOfHost;
        }
        BookEntry before = first;
        while (before != null && before.nextOfHost != gone) {
            before = before.nextOfHost;
        }
        if (before != null) {
            before.nextOfHost = gone.nextOfHost;
        }
        return first;
    }
}
