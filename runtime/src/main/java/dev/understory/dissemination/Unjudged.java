package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A message that waits for its verdict, and who is known to have it: who sent it and is still there, the first of them first. */
final class Unjudged {
    /** Peers that are remembered to have it; who comes after them gets a copy too many. */
    static final int MOST_HOLDERS = 128;

    final long token;
    final MessageId id;
    /** Whose copy is judged, gone or not. */
    final PublicKey sender;

    final Bytes payload;
    final Bytes identity;
    final long sinceNanos;
    private final List<PublicKey> holders = new ArrayList<>(1);

    Unjudged(long token, MessageId id, PublicKey sender, Bytes payload, Bytes identity, long sinceNanos) {
        this.token = token;
        this.id = id;
        this.sender = sender;
        this.payload = payload;
        this.identity = identity;
        this.sinceNanos = sinceNanos;
        holders.add(sender);
    }

    /** In whose name it waits. */
    PublicKey keeper() {
        return holders.get(0);
    }

    /** One more has it. */
    void alsoFrom(PublicKey peer) {
        if (holders.size() < MOST_HOLDERS && !holders.contains(peer)) {
            holders.add(peer);
        }
    }

    /** That peer is gone. Returns false if nobody is left who has it. */
    boolean lost(PublicKey peer) {
        holders.remove(peer);
        return !holders.isEmpty();
    }

    List<PublicKey> holders() {
        return Collections.unmodifiableList(holders);
    }
}
