package dev.understory.peer;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A dial from the request to the admission of its peer, or to its failure. */
final class PendingDial {
    final long id;
    final Endpoint remote;
    /** The only identity that may answer, or null. */
    final @Nullable PublicKey expected;
    /** Whose dial it is, or null for an address that nobody keeps. */
    final PeerRoster.@Nullable Entry entry;

    /** Whether its host name is being looked up. */
    boolean lookingUp;
    /** The address that has answered. */
    @Nullable
    Endpoint address;

    private final List<ActorRef<DialOutcome>> asking = new ArrayList<>(1);

    PendingDial(long id, Endpoint remote, @Nullable PublicKey expected, PeerRoster.@Nullable Entry entry) {
        this.id = id;
        this.remote = remote;
        this.expected = expected;
        this.entry = entry;
    }

    void ask(@Nullable ActorRef<DialOutcome> replyTo) {
        if (replyTo != null) {
            asking.add(replyTo);
        }
    }

    void answer(DialOutcome outcome) {
        asking.forEach(replyTo -> replyTo.tell(outcome));
        asking.clear();
    }
}
