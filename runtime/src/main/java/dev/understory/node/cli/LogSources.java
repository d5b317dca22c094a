package dev.understory.node.cli;

import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.TokenBucket;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.transport.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Who brings lines about, by what one host has of addresses: each such source has a line a second, after {@value #AT_ONCE} at once,
 * whatever the lines are of. So one who comes back again and again under other names, and is lost each time for another reason, fills no
 * log. Of sources, and of peers whose address is known, the last {@value #MOST} are. Safe for any thread.
 */
final class LogSources {
    /** Lines of a source that may come at once: twenty peers behind one address are as honest as others. */
    static final int AT_ONCE = 32;

    /** Sources that are told apart, and peers; beyond that the one is forgotten who was heard of first. */
    static final int MOST = 1024;

    /** Of an event that nobody else brings about. */
    private static final String NOBODY = "";

    private final SequencedMap<String, Source> sources = new LinkedHashMap<>();
    private final SequencedMap<PublicKey, String> hosts = new LinkedHashMap<>();

    private static final class Source {
        private final TokenBucket lines;
        private long leftOut;

        Source(long now) {
            lines = new TokenBucket(1, AT_ONCE, now);
        }
    }

    /** Who brings that about. */
    synchronized String of(ConnectionEvent event) {
        return switch (event) {
            case ConnectionEvent.LinkRefused refused -> host(refused.remote());
            case ConnectionEvent.HandshakeFailed failed ->
                failed.direction() == Direction.INBOUND ? host(failed.remote()) : NOBODY;
            case ConnectionEvent.PeerRefused refused -> host(refused.remote());
            case ConnectionEvent.PeerAdmitted admitted -> {
                String host = host(admitted.peer().remote());
                put(hosts, admitted.peer().id(), host);
                yield host;
            }
            case ConnectionEvent.PeerClosed closed -> host(closed.peer().remote());
            case ConnectionEvent.PeerDebited debited -> peer(debited.peer());
            // That nobody reads a topic is said once, and is nobody else's doing.
            case ConnectionEvent.MessagesDropped dropped ->
                dropped.reason() == ConnectionEvent.DropReason.NO_CONSUMER ? NOBODY : peer(dropped.peer());
            case ConnectionEvent.SendRefused refused -> peer(refused.peer());
            case ConnectionEvent.StreamChanged changed -> peer(changed.peer());
            case ConnectionEvent.Listening own -> NOBODY;
            case ConnectionEvent.ListenFailed own -> NOBODY;
            case ConnectionEvent.Opened own -> NOBODY;
            case ConnectionEvent.DialFailed own -> NOBODY;
            case ConnectionEvent.AddressesSkipped own -> NOBODY;
            case ConnectionEvent.NameResolved own -> NOBODY;
            case ConnectionEvent.NameUnresolved own -> NOBODY;
            case ConnectionEvent.RoundTrip own -> NOBODY;
            case ConnectionEvent.PeerCredited own -> NOBODY;
            case ConnectionEvent.Banned own -> NOBODY;
            case ConnectionEvent.BansRefused own -> NOBODY;
            case ConnectionEvent.Unbanned own -> NOBODY;
            case ConnectionEvent.Defect own -> NOBODY;
        };
    }

    private static String host(Endpoint remote) {
        return NetworkAddress.of(remote.host()).group(GroupLevel.ADDRESS).toString();
    }

    private String peer(PublicKey peer) {
        return hosts.getOrDefault(peer, peer.shortHex());
    }

    /** Whether it has a line; if not, this one is counted as left out. */
    synchronized boolean hasRoom(String source, long now) {
        if (source.equals(NOBODY)) {
            return true;
        }
        Source known = known(source, now);
        boolean has = known.lines.available(now) > 0;
        known.leftOut += has ? 0 : 1;
        return has;
    }

    /** The line as it is to be printed, which is then one of that source's; an empty one is none. */
    synchronized String printed(String source, String line, long now) {
        if (source.equals(NOBODY) || line.isEmpty()) {
            return line;
        }
        Source known = known(source, now);
        known.lines.take(1, now);
        long before = known.leftOut;
        known.leftOut = 0;
        return before == 0 ? line : line + " (and " + before + " more lines of " + source + " before)";
    }

    private Source known(String source, long now) {
        Source known = sources.get(source);
        if (known == null) {
            known = new Source(now);
            put(sources, source, known);
        }
        return known;
    }

    private static <K, V> void put(SequencedMap<K, V> map, K key, V value) {
        map.putLast(key, value);
        if (map.size() > MOST) {
            map.pollFirstEntry();
        }
    }

    /** How many are known: of sources and of peers. */
    synchronized Map.Entry<Integer, Integer> sizes() {
        return Map.entry(sources.size(), hosts.size());
    }
}
