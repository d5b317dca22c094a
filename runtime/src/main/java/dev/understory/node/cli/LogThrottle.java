package dev.understory.node.cli;

import dev.understory.limits.TokenBucket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a line of each kind through once a second, after so many at once, and says with the next one how much was left out.
 * Of a kind that peers bring about each of them has a line a second at most, so that one who does it again and again leaves the
 * others theirs. The kinds are the writer's, never a peer's, so that there are few; of peers the last {@value #MOST_PEERS} of a
 * kind are known. Safe for any thread.
 */
final class LogThrottle {
    /** Peers of a kind that are told apart; beyond that the one is forgotten who was heard of first. */
    static final int MOST_PEERS = 64;

    /** Lines of a kind that peers bring about which may come at once. */
    static final int PEERS_AT_ONCE = 8;

    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private final TokenBucket lines;
        private final Map<String, TokenBucket> peers = new LinkedHashMap<>();
        private long leftOut;

        Kind(int burst, long now) {
            lines = new TokenBucket(1, burst, now);
        }

        /** Whether a peer has a line; it takes it. */
        boolean has(String peer, long now) {
            TokenBucket own = peers.get(peer);
            if (own == null) {
                if (peers.size() == MOST_PEERS) {
                    peers.remove(peers.keySet().iterator().next());
                }
                own = new TokenBucket(1, 1, now);
                peers.put(peer, own);
            }
            return own.take(1, now);
        }
    }

    /** The line as it is to be printed, or an empty one. */
    String pass(String kind, int burst, String line, long now) {
        return pass(kind, "", burst, line, 1, "more like it", now);
    }

    /** The same for a line that a peer brings about. */
    String passOf(String kind, String peer, String line, long now) {
        return pass(kind, peer, PEERS_AT_ONCE, line, 1, "more like it", now);
    }

    /** The same for a line that tells of a number of things, which are added up: "and 12 more messages before". */
    String pass(String kind, int burst, String line, long count, String what, long now) {
        return pass(kind, "", burst, line, count, what, now);
    }

    /** The same for one that a peer brings about. */
    String passOf(String kind, String peer, String line, long count, String what, long now) {
        return pass(kind, peer, PEERS_AT_ONCE, line, count, what, now);
    }

    private synchronized String pass(
            String kind, String peer, int burst, String line, long count, String what, long now) {
        Kind known = kinds.computeIfAbsent(kind, fresh -> new Kind(burst, now));
        boolean passes = (peer.isEmpty() || known.has(peer, now)) && known.lines.take(1, now);
        if (!passes) {
            known.leftOut += count;
            return "";
        }
        long before = known.leftOut;
        known.leftOut = 0;
        return before == 0 ? line : line + " (and " + before + " " + what + " before)";
    }
}
