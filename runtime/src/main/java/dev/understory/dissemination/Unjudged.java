package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A message that waits for its verdict, and who is known to have it: who sent it, the first of them first. */
final class Unjudged {
    /** Peers that are remembered to have it; who comes after them gets a copy too many. */
    static final int MOST_HOLDERS = 128;

    final long token;
    final MessageId id;
    final Bytes payload;
    final Bytes identity;
    final long sinceNanos;
    private final List<PublicKey> holders = new ArrayList<>(1);

    Unjudged(long token, MessageId id, PublicKey sender, Bytes payload, Bytes identity, long sinceNanos) {
        this.token = token;
        this.id = id;
        this.payload = payload;
        this.identity = identity;
        this.sinceNanos = sinceNanos;
        holders.add(sender);
    }

    /** Whose copy is judged. */
    PublicKey sender() {
        return holders.get(0);
    }

    /** One more has it. */
    void alsoFrom(PublicKey peer) {
        if (holders.size() < MOST_HOLDERS && !holders.contains(peer)) {
            holders.add(peer);
        }
    }

    List<PublicKey> holders() {
        return Collections.unmodifiableList(holders);
    }
}
