package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A peer that {@link Pushers} may choose. */
final class Neighbour {
    /** Messages that a peer has said are coming, and that have not come; beyond that the oldest is forgotten. */
    static final int MOST_PROMISED = 128;

    /**
     * So many messages a peer may only tell of though it is to send, until it sends one: more than are told of before it knows
     * that it is to send. Who has told of more is not chosen again until it has sent one, for its words are worth nothing.
     */
    static final int MOST_ONLY_TOLD = 32;

    final PublicKey id;
    final boolean dialled;
    final boolean heeds;
    /** Where {@link Signs} has what it showed. */
    final int place;

    boolean pushes;
    /** When it said that a message is coming, of those that it has not sent yet. */
    final Map<MessageId, Long> promised = new LinkedHashMap<>();
    /** Messages that it was to send and only told of, since it last sent any. */
    int onlyTold;
    /** How late it was, while a choice is made. */
    int[] late = {};

    Neighbour(PublicKey id, boolean dialled, boolean heeds, int place, boolean pushes) {
        this.id = id;
        this.dialled = dialled;
        this.heeds = heeds;
        this.place = place;
        this.pushes = pushes;
    }

    void promise(MessageId message, long nowNanos) {
        promised.putIfAbsent(message, nowNanos);
        if (promised.size() > MOST_PROMISED) {
            promised.remove(promised.keySet().iterator().next());
        }
    }

    /** Whether it tells of what it is to send. */
    boolean onlyTells() {
        return onlyTold > MOST_ONLY_TOLD;
    }

    /** Whether it had most messages in time to be of use. */
    boolean wasSoon() {
        return 2
                        * Arrays.stream(late)
                                .filter(micros -> micros < Signs.LATEST_MICROS)
                                .count()
                > late.length;
    }
}
