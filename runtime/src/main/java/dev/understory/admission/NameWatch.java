package dev.understory.admission;

import dev.understory.limits.NetworkAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows the host names whose addresses a node has to know although it may not dial them now: those of must-connect and
 * trusted peers, and banned ones. Each is looked up now and then; when that fails, the addresses known last stay. A
 * machine: it says what to look up, and is told what came of it. Hosts that are addresses need no lookup.
 *
 * <p>Limits: {@link #MOST_NAMES} names (those beyond are not followed), {@link #AT_ONCE} lookups under way (the others
 * wait), {@link #MOST_ADDRESSES} addresses per name (those beyond are ignored).
 */
final class NameWatch {
    /** Names that are followed, first come first. */
    static final int MOST_NAMES = 1024;

    /** Lookups under way, so that names that hang leave the resolver to the dials. */
    static final int AT_ONCE = 8;

    /** Addresses of one name, the first of the answer. */
    static final int MOST_ADDRESSES = 16;

    /** From an answer to the next lookup; also the longest wait after a failure. */
    static final Duration REFRESH = Duration.ofSeconds(60);

    /** The wait after the first failure in a row; it doubles with each. */
    static final Duration FIRST_RETRY = Duration.ofSeconds(5);

    /** What an answer changed. */
    record Change(boolean addresses, boolean failing) {}

    private static final Change NOTHING = new Change(false, false);

    private static final class Name {
        Set<NetworkAddress> addresses = new TreeSet<>();
        long dueAt;
        long retryNanos = FIRST_RETRY.toNanos();
        boolean failing;
    }

    private final Predicate<String> isAddress;
    private final Map<String, Name> names = new LinkedHashMap<>();
    private final Set<String> underWay = new LinkedHashSet<>();

    /** Follows nothing yet; {@code isAddress} says which hosts are no names. */
    NameWatch(Predicate<String> isAddress) {
        this.isAddress = isAddress;
    }

    /** Follows the names among those hosts, and no others. Returns the first for which there is no room, or null. */
    @Nullable
    String follow(Collection<String> hosts, long nowNanos) {
        Set<String> wanted = new LinkedHashSet<>();
        String refused = null;
        for (String host : hosts) {
            String name = NetworkAddress.foldedName(host);
            if (isAddress.test(host) || wanted.contains(name)) {
                continue;
            }
            if (wanted.size() < MOST_NAMES) {
                wanted.add(name);
            } else if (refused == null) {
                refused = host;
            }
        }
        names.keySet().retainAll(wanted);
        for (String name : wanted) {
            if (!names.containsKey(name)) {
                Name fresh = new Name();
                fresh.dueAt = nowNanos;
                names.put(name, fresh);
            }
        }
        return refused;
    }

    /** The names to look up now. Each is to be {@link #answered} once. */
    List<String> due(long nowNanos) {
        List<String> due = new ArrayList<>();
        for (Map.Entry<String, Name> entry : names.entrySet()) {
            boolean isDue = entry.getValue().dueAt <= nowNanos;
            if (isDue && underWay.size() < AT_ONCE && underWay.add(entry.getKey())) {
                due.add(entry.getKey());
            }
        }
        return due;
    }

    /** When the next name is due, of those that are not under way; {@link Long#MAX_VALUE} if an answer comes before. */
    long nextDue() {
        long next = Long.MAX_VALUE;
        if (underWay.size() < AT_ONCE) {
            for (Map.Entry<String, Name> entry : names.entrySet()) {
                if (!underWay.contains(entry.getKey())) {
                    next = Math.min(next, entry.getValue().dueAt);
                }
            }
        }
        return next;
    }

    /** A lookup that was {@link #due} has ended. */
    void answered(String host) {
        underWay.remove(NetworkAddress.foldedName(host));
    }

    /** A lookup, of whoever asked for it, found those addresses. */
    Change found(String host, Collection<String> addresses, long nowNanos) {
        Name name = names.get(NetworkAddress.foldedName(host));
        if (name == null) {
            return NOTHING;
        }
        Set<NetworkAddress> known = new TreeSet<>();
        for (String address : addresses) {
            NetworkAddress candidate = NetworkAddress.of(address);
            if (known.size() < MOST_ADDRESSES && candidate.isUnicast()) {
                known.add(candidate);
            }
        }
        if (known.isEmpty()) {
            return failed(host, nowNanos);
        }
        Change change = new Change(!known.equals(name.addresses), false);
        name.addresses = known;
        name.failing = false;
        name.retryNanos = FIRST_RETRY.toNanos();
        name.dueAt = nowNanos + REFRESH.toNanos();
        return change;
    }

    /** A lookup, of whoever asked for it, found nothing: what was known stays. */
    Change failed(String host, long nowNanos) {
        Name name = names.get(NetworkAddress.foldedName(host));
        if (name == null) {
            return NOTHING;
        }
        Change change = new Change(false, !name.failing);
        name.failing = true;
        name.dueAt = nowNanos + name.retryNanos;
        name.retryNanos = Math.min(2 * name.retryNanos, REFRESH.toNanos());
        return change;
    }

    /** The addresses of a host as far as they are known: its own if it is one. */
    Set<NetworkAddress> addresses(String host) {
        if (isAddress.test(host)) {
            return Collections.singleton(NetworkAddress.of(host));
        }
        Name name = names.get(NetworkAddress.foldedName(host));
        return name == null ? Collections.emptySet() : name.addresses;
    }

    /** Number of names that are followed. */
    int size() {
        return names.size();
    }
}
