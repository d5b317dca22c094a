package dev.understory.admission;

import dev.understory.admission.PeerEntry.Actor;
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
import org.jspecify.annotations.Nullable;

/**
 * The peers that a node has to do with: who is to be kept, who is must-connect or trusted, and what the actor of each is told.
 * An entry lives while its peer is kept, connected or being dialled, and has an actor from when it is first kept or connected.
 * A machine.
 *
 * <pre>
 *   actor      what happens                       actor then  effects
 *   NONE       kept                               RUNNING     StartPeer, Keep
 *   NONE       connected                          RUNNING     StartPeer, Adopt
 *   RUNNING    kept, or kept elsewhere            RUNNING     Keep
 *   RUNNING    kept no longer                     RUNNING     Forget
 *   RUNNING    connected                          RUNNING     Adopt
 *   RUNNING    the connection has ended           RUNNING     Lost
 *   RUNNING    the dial has led nowhere           RUNNING     DialOver, and Keep if there is another address
 *   RUNNING    not kept, connected nor dialled    RETIRING    Retire
 *   RUNNING    its actor has failed               RUNNING     StartPeer with the connection it had told of, which is to end
 *   RETIRING   kept or connected                  RETIRING
 *   RETIRING   its actor has stopped              NONE        and, if the peer is kept or connected by now, as above
 * </pre>
 */
final class PeerRoster {
    private final PublicKey self;
    private final Set<PublicKey> trusted;
    private final Duration redialDelay;
    private final Duration yield;
    private final NameWatch names;
    private final List<PeerSetEffect> effects;
    private final Map<Long, PeerEntry> byId = new HashMap<>();
    private final Map<PublicKey, PeerEntry> byKey = new LinkedHashMap<>();
    private final Map<Endpoint, PeerEntry> byEndpoint = new LinkedHashMap<>();
    private Set<NetworkAddress> expected = new LinkedHashSet<>();
    private long nextId;

    /**
     * Knows nobody yet.
     *
     * @param names what is known of the addresses of names
     */
    PeerRoster(PeerSet.Settings settings, NameWatch names, List<PeerSetEffect> effects) {
        this.self = settings.self();
        this.trusted = new LinkedHashSet<>(settings.trusted());
        this.redialDelay = settings.redialDelay();
        this.yield = settings.yield();
        this.names = names;
        this.effects = effects;
    }

    // Who a peer is.

    boolean isMustConnect(PublicKey key) {
        PeerEntry entry = byKey.get(key);
        return entry != null && entry.mustConnect != null;
    }

    boolean isTrusted(PublicKey key) {
        return trusted.contains(key);
    }

    /** Whether the peer is neither must-connect nor trusted. */
    boolean isOrdinary(PublicKey key) {
        return !isMustConnect(key) && !isTrusted(key);
    }

    /** Whether a must-connect or trusted peer may come from that address. */
    boolean isExpected(NetworkAddress address) {
        return expected.contains(address);
    }

    /** Whether a must-connect or trusted peer is not connected now. */
    boolean awaitsSomebody() {
        for (PublicKey key : trusted) {
            PeerEntry entry = byKey.get(key);
            if (entry == null || !entry.isConnected()) {
                return true;
            }
        }
        for (PeerEntry entry : byKey.values()) {
            if (entry.mustConnect != null && !entry.isConnected()) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    PeerEntry find(long id) {
        return byId.get(id);
    }

    @Nullable
    PeerEntry find(PublicKey key) {
        return byKey.get(key);
    }

    PeerEntry get(PublicKey key) {
        return byKey.computeIfAbsent(key, fresh -> register(new PeerEntry(nextId++, fresh)));
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** All entries, in the order of their ids. */
    List<PeerEntry> entries() {
        return byId.values().stream()
                .sorted(Comparator.comparingLong(entry -> entry.id))
                .toList();
    }

    /** The numbers of the peers whose actors have told of their connections, in the order in which they became known. */
    List<Long> announced() {
        return byKey.values().stream()
                .filter(entry -> entry.actor != Actor.NONE && entry.announced && entry.isConnected())
                .map(entry -> entry.id)
                .toList();
    }

    /** Has somebody dial a kept peer again, after a while. */
    void keepAgain(PeerEntry entry) {
        refresh(entry, redialDelay);
    }

    // Who is kept.

    /** Keeps a connection to that address from now on. A peer with several is dialled at one after the other. */
    PeerEntry keep(PeerAddress address, boolean strict) {
        Endpoint endpoint = new Endpoint(address.host(), address.port());
        PeerEntry entry = address.key() != null
                ? get(address.key())
                : byEndpoint.computeIfAbsent(endpoint, fresh -> register(new PeerEntry(nextId++, null)));
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
        for (PeerEntry entry : new ArrayList<>(byKey.values())) {
            if (entry.key != null && entry.mustConnect != null && !wanted.containsKey(entry.key)) {
                entry.mustConnect = null;
                changed.add(entry.key);
                refresh(entry, Duration.ZERO);
            }
        }
        wanted.forEach((key, endpoint) -> {
            PeerEntry entry = get(key);
            if (entry.mustConnect == null) {
                changed.add(key);
            }
            if (!endpoint.equals(entry.mustConnect)) {
                entry.mustConnect = endpoint;
                refresh(entry, self.compareTo(key) < 0 ? Duration.ZERO : yield);
            }
        });
        recount();
        for (PublicKey key : changed) {
            PeerEntry entry = byKey.get(key);
            if (entry != null && entry.isConnected()) {
                effects.add(new PeerSetEffect.Reclassify(entry.connection, isOrdinary(key)));
            }
        }
        return changed;
    }

    /** That address of an entry turned out to be that peer's: it is an address of that peer from now on. */
    void resolved(PeerEntry entry, Endpoint address, PublicKey key) {
        boolean answeredHimself = entry.key != null && entry.key.equals(key);
        boolean must = entry.mustConnect != null && entry.mustConnect.equals(address);
        if (!answeredHimself && !must && entry.addresses.remove(address)) {
            PeerEntry owner = get(key);
            owner.addresses.discover(address);
            refresh(owner, Duration.ZERO);
            refresh(entry, Duration.ZERO);
            recount();
        }
    }

    /** That address of an entry is no longer dialled. */
    void forget(PeerEntry entry, Endpoint address) {
        entry.addresses.remove(address);
        if (entry.mustConnect != null && entry.mustConnect.equals(address)) {
            entry.mustConnect = null;
        }
        refresh(entry, Duration.ZERO);
        recount();
    }

    /** Keeps nobody any longer: the node is stopping. */
    void forgetAll() {
        for (PeerEntry entry : new ArrayList<>(byId.values())) {
            entry.addresses.clear();
            entry.mustConnect = null;
            refresh(entry, Duration.ZERO);
        }
    }

    // What happens to a peer.

    /** A connection of that peer is admitted. */
    void adopt(PublicKey key, long connection) {
        PeerEntry entry = get(key);
        entry.connection = connection;
        entry.announced = false;
        announce(entry);
    }

    /** The admitted connection of that peer is gone. */
    void ended(PublicKey key, CloseReason reason) {
        PeerEntry entry = byKey.get(key);
        if (entry != null && entry.isConnected()) {
            entry.connection = PeerSet.NOBODY;
            if (entry.announced && entry.actor != Actor.NONE) {
                effects.add(new PeerSetEffect.Lost(entry.id, reason));
            }
            release(entry);
        }
    }

    /** A dial of that entry has ended without an admitted connection. */
    void dialOver(PeerEntry entry, String detail) {
        entry.dial = PeerSet.NOBODY;
        if (entry.actor != Actor.NONE) {
            effects.add(new PeerSetEffect.DialOver(entry.id, detail));
        }
        if (entry.mustConnect == null && entry.addresses.turn()) {
            refresh(entry, Duration.ZERO);
        }
        release(entry);
    }

    /** A dial of that entry has become an admitted connection, perhaps another peer's, who is at the address now. */
    void dialSucceeded(PeerEntry entry) {
        entry.dial = PeerSet.NOBODY;
        if (!entry.isConnected() && entry.kept() != null && entry.actor != Actor.NONE) {
            effects.add(new PeerSetEffect.DialOver(entry.id, "another peer is there"));
        }
        release(entry);
    }

    /**
     * A peer's actor has stopped: because it was told to, and somebody may need the peer again by now, or by a defect.
     * Returns the connection that has to close for that, or {@link PeerSet#NOBODY}.
     */
    long stopped(long id) {
        PeerEntry entry = byId.get(id);
        if (entry == null) {
            return PeerSet.NOBODY;
        }
        boolean defect = entry.actor != Actor.RETIRING;
        long orphan = entry.announced ? entry.connection : PeerSet.NOBODY;
        entry.actor = Actor.NONE;
        if (orphan != PeerSet.NOBODY) {
            start(entry, orphan);
        } else if (entry.isConnected()) {
            announce(entry);
        }
        if (entry.kept() != null) {
            refresh(entry, defect ? redialDelay : Duration.ZERO);
        }
        release(entry);
        return orphan;
    }

    private void announce(PeerEntry entry) {
        if (entry.isConnected() && entry.actor != Actor.RETIRING) {
            entry.announced = true;
            startIfNeeded(entry);
            effects.add(new PeerSetEffect.Adopt(entry.id, entry.connection));
        }
    }

    private void refresh(PeerEntry entry, Duration delay) {
        Endpoint kept = entry.kept();
        if (kept != null && entry.actor != Actor.RETIRING) {
            startIfNeeded(entry);
            effects.add(new PeerSetEffect.Keep(entry.id, kept, delay));
        } else if (kept == null && entry.actor != Actor.NONE) {
            effects.add(new PeerSetEffect.Forget(entry.id));
            release(entry);
        }
    }

    private void startIfNeeded(PeerEntry entry) {
        if (entry.actor == Actor.NONE) {
            start(entry, PeerSet.NOBODY);
        }
    }

    private void start(PeerEntry entry, long connection) {
        entry.actor = Actor.RUNNING;
        effects.add(new PeerSetEffect.StartPeer(entry.id, entry.key, connection));
    }

    /** Lets an entry go that nobody needs. */
    private void release(PeerEntry entry) {
        if (entry.kept() != null || entry.isConnected() || entry.isBeingDialled() || entry.actor == Actor.RETIRING) {
            return;
        }
        if (entry.actor == Actor.RUNNING) {
            entry.actor = Actor.RETIRING;
            effects.add(new PeerSetEffect.Retire(entry.id));
            return;
        }
        byId.remove(entry.id);
        if (entry.key != null) {
            byKey.remove(entry.key, entry);
        } else {
            byEndpoint.values().remove(entry);
        }
    }

    private PeerEntry register(PeerEntry entry) {
        byId.put(entry.id, entry);
        return entry;
    }

    // Where those may come from who are expected.

    /** Where must-connect and trusted peers are said to live: addresses, and names that have to be followed. */
    List<String> expectedHosts() {
        List<String> hosts = new ArrayList<>();
        for (PeerEntry entry : byKey.values()) {
            if (entry.mustConnect != null) {
                hosts.add(entry.mustConnect.host());
            } else if (entry.key != null && trusted.contains(entry.key)) {
                entry.addresses.all().forEach(address -> hosts.add(address.host()));
            }
        }
        return hosts;
    }

    /** Who is expected has changed, or where: {@link #isExpected} goes by what is known now. */
    void recount() {
        Set<NetworkAddress> addresses = new LinkedHashSet<>();
        expectedHosts().forEach(host -> addresses.addAll(names.addresses(host)));
        expected = addresses;
    }
}
