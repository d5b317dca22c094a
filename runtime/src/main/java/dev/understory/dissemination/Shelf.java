package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accepted messages that peers may ask for: bounded in number, bytes and time, the oldest goes first. A peer gets each once
 * while it is connected, so that a small question does not cost more than that.
 */
final class Shelf {
    /** What a message takes besides its bytes, about: it counts as so much more, as most are small. */
    static final int ENTRY_BYTES = 512;

    private final FetchSettings settings;
    /** In the order in which they came. */
    private final Map<MessageId, Item> items = new LinkedHashMap<>();

    private long bytes;

    private record Item(Bytes id, Bytes payload, long sinceNanos, Set<PublicKey> given) {}

    Shelf(FetchSettings settings) {
        this.settings = settings;
    }

    void put(MessageId key, Bytes id, Bytes payload, long nowNanos) {
        clear(nowNanos);
        long size = size(payload);
        if (size <= settings.keptBytes() && !items.containsKey(key)) {
            while (items.size() >= settings.kept() || bytes + size > settings.keptBytes()) {
                removeOldest();
            }
            items.put(key, new Item(id, payload, nowNanos, new HashSet<>(2)));
            bytes += size;
        }
    }

    /** The message, if it is here and that peer has not got it yet. */
    @Nullable
    Bytes give(MessageId key, PublicKey peer, long nowNanos) {
        clear(nowNanos);
        Item item = items.get(key);
        return item != null && item.given().add(peer) ? item.payload() : null;
    }

    /** The latest, so many at most, oldest first. */
    List<FetchMessage.Entry> latest(int most, long nowNanos) {
        clear(nowNanos);
        List<FetchMessage.Entry> latest = new ArrayList<>();
        int skipped = items.size() - most;
        for (Item item : items.values()) {
            if (skipped-- <= 0) {
                latest.add(new FetchMessage.Entry(item.id(), item.payload().size()));
            }
        }
        return latest;
    }

    /** A peer is gone: if it comes back it may ask again. */
    void lost(PublicKey peer) {
        items.values().forEach(item -> item.given().remove(peer));
    }

    long bytes() {
        return bytes;
    }

    private void clear(long nowNanos) {
        long until = nowNanos - settings.keptTime().toNanos();
        while (!items.isEmpty() && items.values().iterator().next().sinceNanos() <= until) {
            removeOldest();
        }
    }

    private void removeOldest() {
        MessageId oldest = items.keySet().iterator().next();
        Item gone = items.remove(oldest);
        if (gone != null) {
            bytes -= size(gone.payload());
        }
    }

    private static long size(Bytes payload) {
        return (long) payload.size() + ENTRY_BYTES;
    }
}
