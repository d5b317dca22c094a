package dev.understory.admission;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The peers that a node has to do with: who is to be kept, who is must-connect or trusted, and when each is dialled. An entry
 * lives while its peer is kept, connected or being dialled; from when it is first kept, its {@link RedialPolicy} says when it is
 * dialled. A machine.
 *
 * <pre>
 *   what happens                              RedialPolicy hears  effects
 *   kept, or kept elsewhere                   keep                WakeDial, unless it is connected or dialled
 *   kept no longer                            forget              CancelWake, if it waited
 *   its dial is due                           due
 *   connected                                 connected           Admit, and CancelWake if it waited
 *   the connection has ended                  lost                Lost, and WakeDial if it is kept
 *   the dial has led nowhere, and it is kept  dial over           WakeDial, Emit(DialFailed)
 *   not kept, connected nor dialled                               (the entry goes)
 * </pre>
 */
final class PeerRoster {
    private final PublicKey self;
    private Set<PublicKey> trusted;
    private final Duration redialDelay;
    private final Duration yield;
    private final Redials redials;
    private final NameWatch names;
    private final LongSupplier now;
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
     * @param now the time of the event at hand
     */
    PeerRoster(PeerSet.Settings settings, NameWatch names, LongSupplier now, List<PeerSetEffect> effects) {
        this.self = settings.self();
        this.trusted = new LinkedHashSet<>(settings.trusted());
        this.redialDelay = settings.redialDelay();
        this.yield = settings.yield();
        this.redials = new Redials(settings.mustConnectDelay(), settings.backoffs(), effects);
        this.names = names;
        this.now = now;
        this.effects = effects;
    }

    // Who a peer is.

    boolean isSelf(PublicKey key) {
        return self.equals(key);
    }

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

    /** The same key as it is remembered, if it is: one copy of it is enough for all that becomes of its connection. */
    PublicKey remembered(PublicKey key) {
        PeerEntry entry = byKey.get(key);
        return entry == null || entry.key == null ? key : entry.key;
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

    /** The admitted connections, in the order in which their peers became known. */
    List<Long> connections() {
        return byKey.values().stream()
                .filter(PeerEntry::isConnected)
                .map(entry -> entry.connection)
                .toList();
    }

    /** Has a kept peer dialled again, after a while, whatever was under way. */
    void keepAgain(PeerEntry entry) {
        entry.redial = null;
        refresh(entry, redialDelay);
    }

    /** Lets an entry go that is not kept, unless it is needed for something else. */
    void forget(PeerEntry entry) {
        refresh(entry, Duration.ZERO);
    }

    // Who is kept.

    /** Keeps a connection to that address from now on, by order or by the configuration. Of several one after the other is dialled. */
    PeerEntry keep(PeerAddress address, boolean strict, boolean ordered) {
        Endpoint endpoint = new Endpoint(address.host(), address.port());
        PeerEntry entry = address.key() != null
                ? get(address.key())
                : byEndpoint.computeIfAbsent(endpoint, fresh -> register(new PeerEntry(nextId++, null)));
        entry.addresses.put(endpoint, strict && address.key() != null, ordered);
        refresh(entry, Duration.ZERO);
        recount();
        return entry;
    }

    /** The must-connect peers with their addresses. */
    List<PeerAddress> mustConnect() {
        List<PeerAddress> peers = new ArrayList<>();
        byKey.forEach((key, entry) -> {
            if (entry.mustConnect != null) {
                peers.add(new PeerAddress(key, entry.mustConnect.host(), entry.mustConnect.port()));
            }
        });
        return peers;
    }

    /** Replaces the must-connect peers by those of that list that can be. Returns what has changed. */
    MustConnectAnswer mustConnect(List<PeerAddress> peers) {
        MustConnectList list = MustConnectList.of(peers, self);
        Map<PublicKey, Endpoint> wanted = list.wanted();
        List<PublicKey> removed = new ArrayList<>();
        for (PeerEntry entry : new ArrayList<>(byKey.values())) {
            if (entry.key != null && entry.mustConnect != null && !wanted.containsKey(entry.key)) {
                entry.mustConnect = null;
                removed.add(entry.key);
                refresh(entry, Duration.ZERO);
            }
        }
        List<PublicKey> added = new ArrayList<>();
        wanted.forEach((key, endpoint) -> {
            PeerEntry entry = get(key);
            if (entry.mustConnect == null) {
                added.add(key);
            }
            if (!endpoint.equals(entry.mustConnect)) {
                Duration delay = self.compareTo(key) < 0 ? Duration.ZERO : yield;
                boolean waits = entry.redial != null && entry.redial.isWaiting();
                entry.mustConnect = endpoint;
                refresh(entry, delay);
                if (waits) {
                    redials.carryOut(entry, Objects.requireNonNull(entry.redial).hasten(delay), "");
                }
            }
        });
        recount();
        MustConnectAnswer answer = new MustConnectAnswer(wanted.size(), added, removed, list.skipped());
        reclassify(answer.changed());
        return answer;
    }

    private void reclassify(Collection<PublicKey> changed) {
        for (PublicKey key : changed) {
            PeerEntry entry = byKey.get(key);
            if (entry != null && entry.isConnected()) {
                effects.add(new PeerSetEffect.Reclassify(entry.connection, isOrdinary(key)));
            }
        }
    }

    /** Replaces the trusted identities. Returns those whose class has changed. */
    List<PublicKey> trust(List<PublicKey> identities) {
        Set<PublicKey> before = trusted;
        trusted = new LinkedHashSet<>(identities);
        Set<PublicKey> changed = new LinkedHashSet<>(before);
        changed.addAll(trusted);
        changed.removeIf(key -> before.contains(key) == trusted.contains(key) || isMustConnect(key));
        recount();
        reclassify(changed);
        return List.copyOf(changed);
    }

    /** The configuration keeps that address no longer, whoever has turned out to be there; a connection to it stays. */
    void keepNoLonger(PeerAddress address) {
        Endpoint endpoint = new Endpoint(address.host(), address.port());
        for (PeerEntry entry : entries()) {
            if (entry.addresses.release(endpoint)) {
                refresh(entry, Duration.ZERO);
            }
        }
        recount();
    }

    /** That address of an entry turned out to be that peer's: it is an address of that peer from now on. */
    void resolved(PeerEntry entry, Endpoint address, PublicKey key) {
        boolean answeredHimself = entry.key != null && entry.key.equals(key);
        boolean ordered = entry.addresses.isOrdered(address);
        boolean must = entry.mustConnect != null && entry.mustConnect.equals(address);
        if (!answeredHimself && !must && entry.addresses.remove(address)) {
            PeerEntry owner = get(key);
            owner.addresses.discover(address, ordered);
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

    /** That connection of the peer is admitted; it may use up the allowance. */
    void adopt(long connection, PeerInfo peer, Allowance allowance) {
        PeerEntry entry = get(peer.id());
        if (entry.isConnected() && entry.connection != connection) {
            // A defect has cut its end off.
            effects.add(new PeerSetEffect.Lost(entry.connection, peer.id(), CloseReason.INTERNAL));
        }
        effects.add(new PeerSetEffect.Admit(connection, peer, allowance));
        entry.connection = connection;
        if (entry.redial != null) {
            redials.carryOut(entry, entry.redial.connected(now.getAsLong()), "");
        }
    }

    /** The admitted connection of that peer is gone. */
    void ended(PublicKey key, CloseReason reason) {
        PeerEntry entry = byKey.get(key);
        if (entry != null && entry.isConnected()) {
            effects.add(new PeerSetEffect.Lost(entry.connection, key, reason));
            entry.connection = PeerSet.NOBODY;
            if (entry.redial != null) {
                redials.carryOut(entry, entry.redial.lost(now.getAsLong()), "");
            }
            release(entry);
        }
    }

    /** The time has come to dial a peer. Returns whether it is to be dialled. */
    boolean isDue(PeerEntry entry) {
        return entry.redial != null && redials.carryOut(entry, entry.redial.due(), "");
    }

    /** A dial of that entry has ended without an admitted connection; {@code outage} if no link came up. */
    void dialOver(PeerEntry entry, boolean outage, String detail) {
        entry.dial = PeerSet.NOBODY;
        redialLater(entry, outage, detail);
        if (entry.mustConnect == null && entry.addresses.turn()) {
            refresh(entry, Duration.ZERO);
        }
        release(entry);
    }

    /** A dial of that entry has become an admitted connection, perhaps another peer's, who is at the address now. */
    void dialSucceeded(PeerEntry entry) {
        entry.dial = PeerSet.NOBODY;
        if (!entry.isConnected()) {
            redialLater(entry, false, "another peer is there");
        }
        release(entry);
    }

    private void redialLater(PeerEntry entry, boolean outage, String detail) {
        if (entry.redial != null) {
            redials.carryOut(entry, entry.redial.dialOver(outage), detail);
        }
    }

    private void refresh(PeerEntry entry, Duration delay) {
        if (entry.kept() == null) {
            if (entry.redial != null) {
                redials.carryOut(entry, entry.redial.forget(), "");
            }
            release(entry);
            return;
        }
        if (entry.redial == null) {
            entry.redial = redials.policyOf(entry);
        }
        redials.carryOut(entry, entry.redial.keep(delay), "");
    }

    /** Lets an entry go that nobody needs. */
    private void release(PeerEntry entry) {
        if (entry.kept() == null && !entry.isConnected() && !entry.isBeingDialled()) {
            byId.remove(entry.id);
            if (entry.key != null) {
                byKey.remove(entry.key, entry);
            } else {
                byEndpoint.values().remove(entry);
            }
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
