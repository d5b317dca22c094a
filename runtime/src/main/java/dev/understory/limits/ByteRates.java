package dev.understory.limits;

import dev.understory.mux.Topic;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a second go each way. What has no limit flows as fast as the sockets take it; that is the default
 * (attacks.md, U2).
 *
 * @param in from peers
 * @param out to peers
 * @param everybody whether must-connect and trusted peers are held to them too; if not, they pay nothing either
 */
public record ByteRates(OneWay in, OneWay out, boolean everybody) {
    /** No limit at all. */
    public static final ByteRates NONE = new ByteRates(OneWay.NONE, OneWay.NONE, false);

    /** The least rate: at less than this a connection could not stay alive while it waits, see {@link #LONGEST_PAUSE_NANOS}. */
    public static final long LEAST = 64 * 1024;

    /** Nothing is read from a peer for so long at most, and then once, so that its pings are heard and answered. */
    public static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

    /**
     * One way; where there is no limit, null or nothing.
     *
     * @param connection of each connection, from its start
     * @param peer of each identity, whatever connection it comes by
     * @param all of all peers together
     * @param topics of each identity on a topic
     */
    public record OneWay(
            @Nullable RateLimit connection,
            @Nullable RateLimit peer,
            @Nullable RateLimit all,
            Map<Topic, RateLimit> topics) {
        /** No limit. */
        public static final OneWay NONE = new OneWay(null, null, null, Collections.emptyMap());

        boolean isNone() {
            return connection == null && peer == null && all == null && topics.isEmpty();
        }
    }

    /** That way. */
    OneWay of(ByteWay way) {
        return way == ByteWay.IN ? in : out;
    }
}
