package dev.understory.discovery;

import dev.understory.identity.PublicKey;
import dev.understory.peerbook.BookAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who has told of an address that was news, until it is proven. */
final class Told {
    /** Addresses of which it is remembered; the oldest goes first. */
    static final int MOST = 1024;

    private final Map<BookAddress, PublicKey> tellers = new LinkedHashMap<>();

    void told(BookAddress address, PublicKey teller) {
        tellers.put(address, teller);
        if (tellers.size() > MOST) {
            tellers.remove(tellers.keySet().iterator().next());
        }
    }

    /** The address is proven. Returns to whose credit that is; null if nobody's, or only to that of who lives there. */
    @Nullable
    PublicKey proven(BookAddress address) {
        PublicKey teller = tellers.remove(address);
        return teller == null || teller.equals(address.key()) ? null : teller;
    }

    int size() {
        return tellers.size();
    }
}
