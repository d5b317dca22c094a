package dev.understory.session;

import dev.understory.limits.ByteRates;
import dev.understory.limits.ByteWay;
import dev.understory.limits.InboundBytes;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketCodec;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rates of a peer's bytes: whole messages that exceed one wait, and only those of their topic. Nothing is dropped.
 *
 * <p>One stream carries all topics, so what goes on coming has to be slowed as well. First the peer's pings are answered later
 * (half a second at most): a sender of ours takes pongs for acknowledgements and sends less of everything but CONSENSUS, so
 * that nothing waits before what is urgent. What comes all the same is read until {@link #READ_MARK} waits, its own rates of all
 * topics together are half a second behind, or so much of what came waits for its turn at rates that others share as no peer
 * sends that hears of it; then nothing is read for a second at most, and once more. What others owe delays no reading.
 *
 * <pre>
 *   a message                                            then
 *   no rate, or nothing of its topic waits and it is due  passed on
 *   {@link #HELD_MOST} would wait, or there is no memory         what waits of its topic passed on, and it
 *   otherwise                                            waits until it is due
 * </pre>
 *
 * <p>So a message larger than all that may wait never does; those after it wait until it is paid for.
 */
final class InboundPace {
    /** What waits for its time, at most, as {@link FlowControl#cost} counts. */
    static final long HELD_MOST = 4L << 20;

    /** Above this, pings are answered later. */
    static final long PONG_MARK = 256L << 10;

    /** Above this, nothing is read. */
    static final long READ_MARK = 1L << 20;

    /** So far behind the rates of all topics together may be before pings are answered later, and before nothing is read. */
    private static final long PONG_LAG_NANOS = 50_000_000L;

    private static final long READ_LAG_NANOS = 500_000_000L;
    private static final long LONGEST_PONG_NANOS = 500_000_000L;

    /** So much of what has come may wait for shared rates before pings are answered later, and before nothing is read. */
    private static final long PONG_BEHIND = 64L << 10;

    private static final long READ_BEHIND = 512L << 10;

    /** @param position of the stream that shared rates have to have let go, if any */
    private record Held(List<Bytes> messages, long cost, long due, long position) {}

    private static final Topic[] TOPICS = Topic.values();

    private final SessionOutbound outbound;
    private final PeerMemory memory;
    private final SessionListener out;
    private @Nullable InboundBytes bytes;
    /** By the id of their topic, where something waits; there from the first rate on. */
    private @Nullable ArrayDeque<Held> @Nullable [] queues;

    /** Since when the first of each topic waits, or the one before it was passed on; there as those are. */
    private long @Nullable [] since;

    /** The last time that it was told. */
    private long seen;

    private long held;
    private long due = Long.MIN_VALUE;
    /** Where the last bytes that came begin, and one. */
    private long position;

    private boolean pausing;
    private long pausedAt;
    private boolean cleared;
    private int pongs;
    private long pongsSince;
    private long nextDeadline = Session.NO_DEADLINE;

    InboundPace(SessionOutbound outbound, PeerMemory memory, SessionListener out, @Nullable InboundBytes bytes) {
        this.outbound = outbound;
        this.memory = memory;
        this.out = out;
        this.bytes = bytes;
    }

    /** From now on these rates hold, or none; what waits for others is passed on. */
    void limit(@Nullable InboundBytes changed) {
        passOnAll();
        bytes = changed;
        due = Long.MIN_VALUE;
        look(seen, false);
    }

    /** Bytes have come, of which messages may follow. */
    void arrived(int count, long now) {
        seen = now;
        if (bytes != null) {
            position = bytes.position() + 1;
            due = bytes.arrived(count, now);
        }
    }

    /** Messages of a topic, at least one. */
    void messages(Topic topic, List<Bytes> messages, long now) {
        if (bytes == null) {
            out.messages(topic, messages);
            return;
        }
        long ofTopic = bytes.messages(topic, onTheWire(topic, messages), now);
        boolean waitsForNone = topic == Topic.CONSENSUS;
        long dueAt = waitsForNone ? ofTopic : Math.max(ofTopic, due);
        long from = waitsForNone ? 0 : position;
        ArrayDeque<Held> queue = queues == null ? null : queues[topic.id()];
        if (queue == null && isDue(dueAt, from, now)) {
            out.messages(topic, messages);
            return;
        }
        long cost = FlowControl.cost(messages);
        if (held + cost > HELD_MOST || !memory.charge(cost)) {
            passOn(topic, true, now);
            if (!cleared) {
                out.messages(topic, messages);
            }
        } else {
            queueOf(topic, now).add(new Held(messages, cost, dueAt, from));
            held += cost;
        }
    }

    private boolean isDue(Held next, long now) {
        return isDue(next.due(), next.position(), now);
    }

    private boolean isDue(long dueAt, long from, long now) {
        return dueAt <= now && (from == 0 || bytes == null || from <= bytes.letGo(now));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    private ArrayDeque<Held> queueOf(Topic topic, long now) {
        if (queues == null || since == null) {
            queues = new @Nullable ArrayDeque[TOPICS.length];
            since = new long[TOPICS.length];
        }
        ArrayDeque<Held> queue = queues[topic.id()];
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues[topic.id()] = queue;
            since[topic.id()] = now;
        }
        return queue;
    }

    /** Whether a ping just now is answered later. */
    boolean postponesPong(long now) {
        if (!isLate(now)) {
            return false;
        }
        if (pongs == 0) {
            pongsSince = now;
        }
        pongs++;
        return true;
    }

    /** All that came at once is dealt with. */
    void received(long now) {
        if (bytes != null) {
            look(now, true);
        }
    }

    /** Time has passed. */
    void tick(long now) {
        seen = now;
        if (now >= nextDeadline) {
            for (Topic topic : TOPICS) {
                passOn(topic, false, now);
            }
            look(now, false);
        }
    }

    /** Whether nothing more should be read for now. */
    boolean pauses() {
        return pausing;
    }

    long nextDeadlineNanos() {
        return nextDeadline;
    }

    /** The connection is over: whatever waits is passed on. What it owes, its identity owes. */
    void passOnAll() {
        for (Topic topic : TOPICS) {
            passOn(topic, true, seen);
        }
    }

    /** Nobody hears of what waits any more. */
    void clear() {
        cleared = true;
        queues = null;
        memory.release(held);
        held = 0;
        pausing = false;
        nextDeadline = Session.NO_DEADLINE;
    }

    /** Bytes that wait, as {@link FlowControl#cost} counts. */
    long held() {
        return held;
    }

    private void passOn(Topic topic, boolean all, long now) {
        ArrayDeque<Held> queue = queues == null ? null : queues[topic.id()];
        while (queue != null && since != null && (all || isDue(queue.element(), now))) {
            Held next = queue.remove();
            held -= next.cost();
            memory.release(next.cost());
            out.waited(ByteWay.IN, topic, now - since[topic.id()]);
            since[topic.id()] = now;
            if (queue.isEmpty() && queues != null) {
                queues[topic.id()] = null;
            }
            out.messages(topic, next.messages());
            queue = queues == null ? null : queues[topic.id()];
        }
    }

    /** Sees how things stand. A pause begins only after something was read, so that it is always read between two. */
    private void look(long now, boolean hasRead) {
        boolean behind =
                bytes != null && (held > READ_MARK || due > now + READ_LAG_NANOS || behind(bytes, now) > READ_BEHIND);
        if (!behind) {
            pausing = false;
        } else if (hasRead && !pausing) {
            pausing = true;
            pausedAt = now;
        } else if (pausing && now - pausedAt >= ByteRates.LONGEST_PAUSE_NANOS) {
            pausing = false;
        }
        if (pongs > 0 && (!isLate(now) || now - pongsSince >= LONGEST_PONG_NANOS)) {
            outbound.wantPongs(pongs);
            pongs = 0;
        }
        nextDeadline = deadline(now);
    }

    private boolean isLate(long now) {
        return bytes != null && (held > PONG_MARK || due > now + PONG_LAG_NANOS || behind(bytes, now) > PONG_BEHIND);
    }

    private static long behind(InboundBytes bytes, long now) {
        return bytes.position() - bytes.letGo(now);
    }

    private long deadline(long now) {
        long next = bytes != null && behind(bytes, now) > 0 ? bytes.turn() : Session.NO_DEADLINE;
        for (int i = 0; held > 0 && queues != null && i < TOPICS.length; i++) {
            ArrayDeque<Held> queue = queues[i];
            // What is due by its own rates and waits for its turn is let go by that.
            boolean waitsForTurn = queue != null && queue.element().due() <= now && !isDue(queue.element(), now);
            next = queue == null || waitsForTurn
                    ? next
                    : Math.min(next, queue.element().due());
        }
        if (pausing) {
            next = Math.min(next, pausedAt + ByteRates.LONGEST_PAUSE_NANOS);
            next = due > now + READ_LAG_NANOS ? Math.min(next, due - READ_LAG_NANOS) : next;
        }
        if (pongs > 0) {
            next = Math.min(next, pongsSince + LONGEST_PONG_NANOS);
            next = due > now + PONG_LAG_NANOS ? Math.min(next, due - PONG_LAG_NANOS) : next;
        }
        return next;
    }

    /** What messages took on the wire, but for what cutting them adds. */
    private static long onTheWire(Topic topic, List<Bytes> messages) {
        long sum = 0;
        for (int i = 0; i < messages.size(); i++) {
            sum += messages.get(i).size() + PacketCodec.encodedSize(topic.id(), true, 0);
        }
        return sum;
    }
}
