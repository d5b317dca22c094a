package dev.understory.admission;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a list of must-connect peers names, entry by entry.
 *
 * @param wanted those that can be, each with its address, in the order of the list
 * @param skipped the others
 */
record MustConnectList(Map<PublicKey, Endpoint> wanted, List<MustConnectAnswer.Skipped> skipped) {
    /** Must-connect peers at a time; of more, the first so many are. */
    static final int MOST = 10_000;

    /** Reads a list; {@code self} is who reads it. */
    static MustConnectList of(List<PeerAddress> peers, PublicKey self) {
        MustConnectList list = new MustConnectList(new LinkedHashMap<>(), new ArrayList<>());
        for (PeerAddress peer : peers) {
            PublicKey key = peer.key();
            MustConnectAnswer.Why why = list.unfit(peer, key, self);
            if (why == null && key != null) {
                list.wanted.put(key, new Endpoint(peer.host(), peer.port()));
            } else if (why != null) {
                list.skipped.add(new MustConnectAnswer.Skipped(peer, why));
            }
        }
        return list;
    }

    private MustConnectAnswer.@Nullable Why unfit(PeerAddress peer, @Nullable PublicKey key, PublicKey self) {
        if (key == null) {
            return MustConnectAnswer.Why.NO_KEY;
        }
        if (key.equals(self)) {
            return MustConnectAnswer.Why.OURSELVES;
        }
        if (wanted.containsKey(key)) {
            return MustConnectAnswer.Why.TWICE;
        }
        if (!NetworkAddress.of(peer.host()).isUnicast()) {
            return MustConnectAnswer.Why.NOT_UNICAST;
        }
        return wanted.size() < MOST ? null : MustConnectAnswer.Why.BEYOND_LIMIT;
    }
}
