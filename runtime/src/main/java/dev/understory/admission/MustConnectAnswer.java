package dev.understory.admission;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of an order to replace the must-connect peers: all that could be are from now on, and each other is named.
 *
 * @param peers how many there are now
 * @param added who was not before
 * @param removed who is no longer
 * @param skipped who is not, and why
 */
public record MustConnectAnswer(int peers, List<PublicKey> added, List<PublicKey> removed, List<Skipped> skipped) {
    /** An entry that was passed over. */
    public record Skipped(PeerAddress peer, Why why) {}

    /** Why an entry is passed over. */
    public enum Why {
        /** It has no key: whom to insist on is not known. */
        NO_KEY,
        /** It has the node's own key. */
        OURSELVES,
        /** The same peer stands before it in the list, and is kept to that address. */
        TWICE,
        /** Its address is none of a single host. */
        NOT_UNICAST,
        /** As many as there may be stand before it. */
        BEYOND_LIMIT,
        /** The node is stopping. */
        STOPPING
    }

    /** Whose class has changed: those removed first. */
    List<PublicKey> changed() {
        List<PublicKey> changed = new ArrayList<>(removed);
        changed.addAll(added);
        return changed;
    }

    /** All are passed over for one reason. */
    static MustConnectAnswer none(List<PeerAddress> peers, Why why) {
        return new MustConnectAnswer(
                0,
                List.of(),
                List.of(),
                peers.stream().map(peer -> new Skipped(peer, why)).toList());
    }
}
