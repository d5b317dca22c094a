package dev.understory.peer;

import dev.understory.admission.NameWatch;
import dev.understory.admission.Standing;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.Consumers;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The peers that a node has to do with: their {@link PeerActor}s, who is to be kept, who is must-connect or trusted.
 * Belongs to {@link PeerSetActor}. An entry lives while its peer is kept, connected or being dialled.
 */
final class PeerRoster implements Standing {
    /** A peer, or an address whose identity is not known yet. */
    static final class Entry {
        final long id;
        final @Nullable PublicKey key;
        final KeptAddresses addresses = new KeptAddresses();

        @Nullable
        Endpoint mustConnect;

        @Nullable
        ActorRef<PeerActor.Command> actor;

        boolean retiring;

        @Nullable
        PeerHandle handle;

        boolean announced;
        long dial = -1;

        Entry(long id, @Nullable PublicKey key) {
            this.id = id;
            this.key = key;
        }

        /** Where it is dialled when there is no connection; null if it is not kept. */
        @Nullable
        Endpoint kept() {
            return mustConnect != null ? mustConnect : addresses.next();
        }

        /** For people. */
        String name() {
            return key != null ? key.toString() : String.valueOf(kept());
        }

        /** Whether only its own key may answer. */
        boolean strict() {
            return mustConnect != null || addresses.isStrict();
        }
    }

    private final ActorContext<PeerSetActor.Command> context;
    private final PublicKey self;
    private final PeerActor.Shared shared;
    private final Set<PublicKey> trusted;
    private final Map<Long, Entry> byId = new HashMap<>();
    private final Map<PublicKey, Entry> byKey = new LinkedHashMap<>();
    private final Map<Endpoint, Entry> byEndpoint = new LinkedHashMap<>();
    private final NameWatch names;
    private Set<NetworkAddress> expected = new LinkedHashSet<>();
    private Consumers consumers = Consumers.NONE;
    private long nextId;

    PeerRoster(
            ActorContext<PeerSetActor.Command> context,
            PublicKey self,
            PeerActor.Shared shared,
            List<PublicKey> trusted,
            NameWatch names) {
        this.context = context;
        this.self = self;
        this.shared = shared;
        this.trusted = new LinkedHashSet<>(trusted);
        this.names = names;
    }

    // Who a peer is.

    boolean isMustConnect(PublicKey key) {
        Entry entry = byKey.get(key);
        return entry != null && entry.mustConnect != null;
    }

    boolean isTrusted(PublicKey key) {
        return trusted.contains(key);
    }

    @Override
    public boolean isOrdinary(PublicKey key) {
        return !isMustConnect(key) && !isTrusted(key);
    }

    @Override
    public boolean isExpected(NetworkAddress address) {
        return expected.contains(address);
    }

    @Override
    public boolean awaitsSomebody() {
        for (PublicKey key : trusted) {
            Entry entry = byKey.get(key);
            if (entry == null || entry.handle == null) {
                return true;
            }
        }
        for (Entry entry : byKey.values()) {
            if (entry.mustConnect != null && entry.handle == null) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    Entry find(long id) {
        return byId.get(id);
    }

    @Nullable
    Entry find(PublicKey key) {
        return byKey.get(key);
    }

    Entry get(PublicKey key) {
        return byKey.computeIfAbsent(key, fresh -> register(new Entry(nextId++, fresh)));
    }

    int size() {
        return byId.size();
    }

    /** All entries, in the order of their ids. */
    List<Entry> entries() {
        return byId.values().stream()
                .sorted(Comparator.comparingLong(entry -> entry.id))
                .toList();
    }

    /** Has somebody dial a kept peer again, after a while. */
    void keepAgain(Entry entry) {
        refresh(entry, shared.dial().firstDelay());
    }

    // Who is kept.

    /** Keeps a connection to that address from now on. A peer with several is dialled at one after the other. */
    Entry keep(PeerAddress address, boolean strict) {
        Endpoint endpoint = new Endpoint(address.host(), address.port());
        Entry entry = address.key() != null
                ? get(address.key())
                : byEndpoint.computeIfAbsent(endpoint, fresh -> register(new Entry(nextId++, null)));
        entry.addresses.put(endpoint, strict && address.key() != null);
        refresh(entry, Duration.ZERO);
        recount();
        return entry;
    }

    /** Replaces the must-connect peers. Returns those whose class has changed. */
    List<PublicKey> mustConnect(List<PeerAddress> peers) {
        Map<PublicKey, Endpoint> wanted = new LinkedHashMap<>();
        for (PeerAddress peer : peers) {
            if (peer.key() != null && !peer.key().equals(self)) {
                wanted.put(peer.key(), new Endpoint(peer.host(), peer.port()));
            }
        }
        List<PublicKey> changed = new ArrayList<>();
        for (Entry entry : new ArrayList<>(byKey.values())) {
            if (entry.key != null && entry.mustConnect != null && !wanted.containsKey(entry.key)) {
                entry.mustConnect = null;
                changed.add(entry.key);
                refresh(entry, Duration.ZERO);
            }
        }
        wanted.forEach((key, endpoint) -> {
            Entry entry = get(key);
            if (entry.mustConnect == null) {
                changed.add(key);
            }
            if (!endpoint.equals(entry.mustConnect)) {
                entry.mustConnect = endpoint;
                refresh(
                        entry,
                        self.compareTo(key) < 0 ? Duration.ZERO : shared.dial().yield());
            }
        });
        recount();
        for (PublicKey key : changed) {
            Entry entry = byKey.get(key);
            if (entry != null && entry.handle != null) {
                entry.handle.connection().tell(new ConnectionActor.Reclassified(isOrdinary(key)));
            }
        }
        return changed;
    }

    /** That address of an entry turned out to be that peer's: it is an address of that peer from now on. */
    void resolved(Entry entry, Endpoint address, PublicKey key) {
        boolean answeredHimself = entry.key != null && entry.key.equals(key);
        boolean must = entry.mustConnect != null && entry.mustConnect.equals(address);
        if (!answeredHimself && !must && entry.addresses.remove(address)) {
            Entry owner = get(key);
            owner.addresses.discover(address);
            refresh(owner, Duration.ZERO);
            refresh(entry, Duration.ZERO);
            recount();
        }
    }

    /** That address of an entry is no longer dialled. */
    void forget(Entry entry, Endpoint address) {
        entry.addresses.remove(address);
        if (entry.mustConnect != null && entry.mustConnect.equals(address)) {
            entry.mustConnect = null;
        }
        refresh(entry, Duration.ZERO);
        recount();
    }

    /** Keeps nobody any longer: the node is stopping. */
    void forgetAll() {
        for (Entry entry : new ArrayList<>(byId.values())) {
            entry.addresses.clear();
            entry.mustConnect = null;
            refresh(entry, Duration.ZERO);
        }
    }

    /** A connection of that peer is admitted. */
    void adopt(PublicKey key, PeerHandle handle) {
        Entry entry = get(key);
        entry.handle = handle;
        entry.announced = false;
        announce(entry);
    }

    /** The admitted connection of that peer is gone. */
    void ended(PublicKey key, CloseReason reason) {
        Entry entry = byKey.get(key);
        if (entry != null && entry.handle != null) {
            entry.handle = null;
            if (entry.announced && entry.actor != null) {
                entry.actor.tell(new PeerActor.ConnectionEnded(reason));
            }
            release(entry);
        }
    }

    /** A dial of that entry has ended without an admitted connection. */
    void dialOver(Entry entry, String detail) {
        entry.dial = -1;
        if (entry.actor != null) {
            entry.actor.tell(new PeerActor.DialOver(detail));
        }
        if (entry.mustConnect == null && entry.addresses.turn()) {
            refresh(entry, Duration.ZERO);
        }
        release(entry);
    }

    /** A dial of that entry has become an admitted connection, perhaps another peer's, who is at the address now. */
    void dialSucceeded(Entry entry) {
        entry.dial = -1;
        if (entry.handle == null && entry.kept() != null && entry.actor != null) {
            entry.actor.tell(new PeerActor.DialOver("another peer is there"));
        }
        release(entry);
    }

    /** The consumers have changed. */
    void use(Consumers changed, @Nullable ActorRef<Delivery> newcomer) {
        consumers = changed;
        for (Entry entry : byKey.values()) {
            if (entry.actor != null && entry.announced && entry.handle != null) {
                entry.actor.tell(new PeerActor.UseConsumers(changed, newcomer));
            }
        }
    }

    /**
     * A peer's actor has stopped: because it was told to, and somebody may need the peer again by now, or by a defect.
     * Returns the connection that has to close for that, or null.
     */
    @Nullable
    PeerHandle stopped(long id) {
        Entry entry = byId.get(id);
        if (entry == null) {
            return null;
        }
        boolean defect = !entry.retiring;
        PeerHandle orphan = entry.announced ? entry.handle : null;
        entry.actor = null;
        entry.retiring = false;
        if (orphan != null) {
            entry.actor = spawn(entry, orphan);
        } else if (entry.handle != null) {
            announce(entry);
        }
        if (entry.kept() != null && entry.dial < 0) {
            refresh(entry, defect ? shared.dial().firstDelay() : Duration.ZERO);
        }
        release(entry);
        return orphan;
    }

    private void announce(Entry entry) {
        if (entry.handle != null && !entry.retiring) {
            entry.announced = true;
            actor(entry).tell(new PeerActor.Adopt(entry.handle, consumers));
        }
    }

    private void refresh(Entry entry, Duration delay) {
        Endpoint kept = entry.kept();
        if (kept != null && !entry.retiring) {
            actor(entry).tell(new PeerActor.Keep(kept, delay));
        } else if (kept == null && entry.actor != null) {
            entry.actor.tell(new PeerActor.Forget());
            release(entry);
        }
    }

    private ActorRef<PeerActor.Command> actor(Entry entry) {
        if (entry.actor == null) {
            entry.actor = spawn(entry, null);
        }
        return entry.actor;
    }

    private ActorRef<PeerActor.Command> spawn(Entry entry, @Nullable PeerHandle handle) {
        ActorRef<PeerActor.Command> actor = context.spawnAnonymous(
                PeerActor.create(shared, entry.id, entry.key, handle, consumers), DispatcherSelector.sameAsParent());
        context.watchWith(actor, new PeerSetActor.PeerStopped(entry.id));
        return actor;
    }

    /** Lets an entry go that nobody needs. */
    private void release(Entry entry) {
        if (entry.kept() != null || entry.handle != null || entry.dial >= 0 || entry.retiring) {
            return;
        }
        if (entry.actor != null) {
            entry.retiring = true;
            entry.actor.tell(new PeerActor.Retire());
            return;
        }
        byId.remove(entry.id);
        if (entry.key != null) {
            byKey.remove(entry.key, entry);
        }
        byEndpoint.values().remove(entry);
    }

    private Entry register(Entry entry) {
        byId.put(entry.id, entry);
        return entry;
    }

    @Override
    public List<String> expectedHosts() {
        List<String> hosts = new ArrayList<>();
        for (Entry entry : byKey.values()) {
            if (entry.mustConnect != null) {
                hosts.add(entry.mustConnect.host());
            } else if (entry.key != null && trusted.contains(entry.key)) {
                entry.addresses.all().forEach(address -> hosts.add(address.host()));
            }
        }
        return hosts;
    }

    @Override
    public void recount() {
        Set<NetworkAddress> addresses = new LinkedHashSet<>();
        expectedHosts().forEach(host -> addresses.addAll(names.addresses(host)));
        expected = addresses;
    }
}
