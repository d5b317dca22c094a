package dev.understory.dissemination;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When each of a few peers first showed that it has a message: sent it, or told of it. Remembered of the last messages that
 * were accepted, since only those say something of who is soon: junk may come from anybody as soon as he likes.
 */
final class Signs {
    /** Accepted messages that are remembered; the next takes the place of the oldest. */
    static final int WINDOW = 32;

    /** Messages that may still be accepted; beyond that the oldest is forgotten, and counts for nobody. */
    static final int MOST_OPEN = 1024;

    /** How late a peer is that showed nothing, or later than that: about what it takes to ask for a message. */
    static final int LATEST_MICROS = 300_000;

    private final Map<MessageId, Message> open = new LinkedHashMap<>();
    /** In the order in which they were accepted. */
    private final Map<MessageId, Message> accepted = new LinkedHashMap<>();

    /** How much later than the first of all each was, by its place; {@link #LATEST_MICROS} and more if nothing is known. */
    private static final class Message {
        final long firstNanos;
        int[] micros = {};

        Message(long firstNanos) {
            this.firstNanos = firstNanos;
        }

        int micros(int place) {
            return place < micros.length ? micros[place] : LATEST_MICROS;
        }
    }

    /**
     * A peer shows that it has a message.
     *
     * @param isNew whether the message is not known here, so that it may become an accepted one
     */
    void shown(MessageId id, int place, boolean isNew, long nowNanos) {
        begun(id, isNew, nowNanos);
        Message message = find(id);
        if (message == null) {
            return;
        }
        if (place >= message.micros.length) {
            int known = message.micros.length;
            message.micros = Arrays.copyOf(message.micros, place + 1);
            Arrays.fill(message.micros, known, place + 1, LATEST_MICROS);
        }
        long micros = Math.clamp((nowNanos - message.firstNanos) / 1000, 0, LATEST_MICROS);
        message.micros[place] = Math.min(message.micros[place], (int) micros);
    }

    /** There is a message: from then on it is counted how late each is. */
    void begun(MessageId id, boolean isNew, long nowNanos) {
        if (isNew && find(id) == null) {
            open.put(id, new Message(nowNanos));
            removeOldest(open, MOST_OPEN);
        }
    }

    /** What a peer has shown of a message was worth nothing. */
    void withheld(MessageId id, int place) {
        Message message = find(id);
        if (message != null && place < message.micros.length) {
            message.micros[place] = LATEST_MICROS;
        }
    }

    /** A message is good: from now on it counts. */
    void accepted(MessageId id) {
        Message message = open.remove(id);
        if (message != null) {
            accepted.put(id, message);
            removeOldest(accepted, WINDOW);
        }
    }

    /** What is known of a peer is forgotten: its place is another's now. */
    void clear(int place) {
        for (Map<MessageId, Message> all : List.of(open, accepted)) {
            for (Message message : all.values()) {
                if (place < message.micros.length) {
                    message.micros[place] = LATEST_MICROS;
                }
            }
        }
    }

    /** How many accepted messages are remembered. */
    int size() {
        return accepted.size();
    }

    /** How late that peer was with each of them, oldest first. */
    int[] of(int place) {
        int[] late = new int[accepted.size()];
        int at = 0;
        for (Message message : accepted.values()) {
            late[at++] = message.micros(place);
        }
        return late;
    }

    /** As of one that showed nothing. */
    int[] ofNobody() {
        int[] late = new int[accepted.size()];
        Arrays.fill(late, LATEST_MICROS);
        return late;
    }

    private @Nullable Message find(MessageId id) {
        Message message = open.get(id);
        return message == null ? accepted.get(id) : message;
    }

    private static void removeOldest(Map<MessageId, Message> all, int most) {
        if (all.size() > most) {
            all.remove(all.keySet().iterator().next());
        }
    }
}
