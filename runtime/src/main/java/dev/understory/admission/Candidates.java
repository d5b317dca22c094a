package dev.understory.admission;

import dev.understory.limits.NetworkAddress;
import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.transport.Endpoint;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of a host are dialled: those that can be and that nobody objects to, in the order of the resolver, {@link
 * #MOST} at most. A machine.
 *
 * @param usable what to dial, one after the other
 * @param skipped how many were left out, and why
 */
record Candidates(List<Endpoint> usable, Map<SkipReason, Integer> skipped) {
    /** Addresses of one name that are tried. */
    static final int MOST = 16;

    /**
     * Judges each address.
     *
     * @param named the host as it was asked for, with the port
     * @param leftOut how many addresses more there are than those
     * @param skipReason why one is not to be dialled, or null
     */
    static Candidates of(
            Endpoint named, List<String> addresses, int leftOut, Function<Endpoint, @Nullable SkipReason> skipReason) {
        Map<NetworkAddress, Endpoint> usable = new LinkedHashMap<>();
        Map<SkipReason, Integer> skipped = new EnumMap<>(SkipReason.class);
        int beyond = leftOut;
        for (String host : addresses) {
            NetworkAddress address = NetworkAddress.of(host);
            Endpoint candidate = new Endpoint(host, named.port());
            SkipReason why = address.isUnicast() ? skipReason.apply(candidate) : SkipReason.NOT_UNICAST;
            if (why != null) {
                skipped.merge(why, 1, Integer::sum);
            } else if (usable.size() < MOST) {
                usable.putIfAbsent(address, candidate);
            } else if (!usable.containsKey(address)) {
                beyond++;
            }
        }
        if (beyond > 0) {
            skipped.put(SkipReason.BEYOND_LIMIT, beyond);
        }
        return new Candidates(List.copyOf(usable.values()), skipped);
    }

    /** Why nothing is left to dial: the first reason in the order of {@link SkipReason}. */
    SkipReason why() {
        return skipped.isEmpty()
                ? SkipReason.NOT_UNICAST
                : skipped.keySet().iterator().next();
    }
}
