package dev.understory.mux;

import dev.understory.wire.Bytes;
import dev.understory.wire.PacketCodec;
import dev.understory.wire.PacketOutput;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a connection sends next: bounded queues of messages, one per topic and with a bound on all that waits behind the
 * message that is being sent on each, cut into packets of at most 16 KiB of payload
 * and written as records into a {@link PacketOutput}.
 *
 * <p>Before each packet the topic with the highest priority that has something waiting is chosen, so a CONSENSUS message
 * never waits for more than the packet that is being written, however large the block behind it. So that no flood starves
 * what is below it, a topic that has sent {@link #TURN_BYTES} past others that were waiting lets one packet pass, of the
 * topic that has waited longest; below a flood the others together keep a ninth of the bytes. Heartbeats are always
 * first: a single ping, however often one is asked for, and a pong for each of a few pings.
 *
 * <p>Topics other than HEARTBEAT and CONSENSUS can be held back as a whole, which {@link DeliveryWindow} uses, and any one by
 * itself, which rates of bytes use. Messages of
 * a topic leave in the order in which they came, and their packets are contiguous within the topic
 * (wire.md, section 0.8).
 */
public final class PacketScheduler {
    /**
     * Payload of a packet, at most: small, so that others overtake and slow links stay alive (wire.md, section 9B-P4).
     */
    public static final int MAX_PAYLOAD = 16 * 1024;

    /** Bytes a topic may send past waiting ones before one packet of those passes. */
    public static final int TURN_BYTES = 8 * MAX_PAYLOAD;

    /** A message is cut to fill the buffer, but not when less than this is left. */
    private static final int SMALLEST_REST = 256;

    /** What a message that waits behind another counts for beside its payload. */
    public static final int OVERHEAD = 64;

    /** Pongs that wait, at most: each answers one ping, for who counts them; pings beyond these share the last one. */
    static final int MOST_PONGS = 16;

    private static final Bytes PING = Bytes.wrap(new byte[] {'p', 'i', 'n', 'g'});
    private static final Bytes PONG = Bytes.wrap(new byte[] {'p', 'o', 'n', 'g'});
    private static final Topic[] BY_PRIORITY = byPriority();

    /** Bits of {@link #waiting}, which has the bit of a priority set while that topic has a message waiting. */
    private static final int URGENT = 1 << Topic.HEARTBEAT.priority() | 1 << Topic.CONSENSUS.priority();

    private final Map<Topic, TopicLimits> limits;
    /** By priority, each from its topic's first message on. */
    private final @Nullable OutgoingQueue[] queues = new @Nullable OutgoingQueue[BY_PRIORITY.length];

    private long served;
    private long queuedBytes;
    private long behind;
    private int waiting;
    private boolean pingWanted;
    private int pongsWanted;
    private boolean holding;
    /** Bits as of {@link #waiting}: these topics are kept back. */
    private int blocked;

    private Topic lastWritten = Topic.HEARTBEAT;

    /** Empty queues with these limits, which must be there for every topic but HEARTBEAT. */
    public PacketScheduler(Map<Topic, TopicLimits> limits) {
        for (Topic topic : BY_PRIORITY) {
            if (topic != Topic.HEARTBEAT && !limits.containsKey(topic)) {
                throw new IllegalArgumentException("no limits for " + topic);
            }
        }
        this.limits = limits;
    }

    /** What became of an offer. */
    public enum Offer {
        /** The message will be sent. */
        TAKEN,
        /** The queue of its topic is full. */
        FULL,
        /** No message of this size fits its topic. */
        TOO_LARGE
    }

    /** Queues a message however much waits on other topics. */
    public Offer offer(Topic topic, Bytes message) {
        return offer(topic, message, Long.MAX_VALUE);
    }

    /**
     * Queues a message, the whole of it or nothing. Heartbeats are not for the queue.
     *
     * @param room what may wait on all topics behind the first message of each, {@link #OVERHEAD} for each included
     */
    public Offer offer(Topic topic, Bytes message, long room) {
        if (topic == Topic.HEARTBEAT) {
            throw new IllegalArgumentException("heartbeats are the connection's own");
        }
        OutgoingQueue queue = queueOf(topic);
        if (queue.tooLarge(message)) {
            return Offer.TOO_LARGE;
        }
        boolean first = queue.isEmpty();
        long cost = first ? 0 : (long) message.size() + OVERHEAD;
        if (first) {
            queue.lastServed = served;
        }
        if (!first && behind + cost > room || !queue.offer(message)) {
            return Offer.FULL;
        }
        behind += cost;
        queuedBytes += message.size();
        waiting |= 1 << topic.priority();
        return Offer.TAKEN;
    }

    /** Has a ping sent before all else; one is enough for all who want one. */
    public void wantPing() {
        pingWanted = true;
        waiting |= 1;
    }

    /** Has a pong sent before all else. Says false if so many wait already that the last of them answers this ping too. */
    public boolean wantPong() {
        if (pongsWanted == MOST_PONGS) {
            return false;
        }
        pongsWanted++;
        waiting |= 1;
        return true;
    }

    /** Holds all topics back but HEARTBEAT and CONSENSUS, or lets them go again. */
    public void hold(boolean held) {
        holding = held;
    }

    /** Keeps back the topics whose bits (1 shifted by their priority) are set, and lets the others go. */
    public void block(int topics) {
        blocked = topics;
    }

    /** Whether anything waits that may be sent. */
    public boolean isReady() {
        return sendable() != 0;
    }

    /** Whether anything waits that only {@link #hold} keeps back. */
    public boolean isHolding() {
        return sendable() != (waiting & ~blocked);
    }

    /** Whether a ping waits that is not written yet. */
    public boolean isPingWaiting() {
        return pingWanted;
    }

    /** Whether a pong waits that is not written yet. */
    public boolean isPongWaiting() {
        return pongsWanted > 0;
    }

    /** Whether any message waits, held back or not, heartbeats aside. */
    public boolean hasMessages() {
        return (waiting & ~1) != 0;
    }

    /** Payload bytes of all topics that wait. */
    public long queuedBytes() {
        return queuedBytes;
    }

    /** Those of topics that {@link #block} does not keep back. */
    public long unblockedBytes() {
        long sum = queuedBytes;
        for (int i = 0; blocked != 0 && i < queues.length; i++) {
            OutgoingQueue queue = queues[i];
            sum -= queue == null || (blocked & 1 << i) == 0 ? 0 : queue.bytes();
        }
        return sum;
    }

    /** Payload bytes of a topic that wait. */
    public long queuedBytes(Topic topic) {
        OutgoingQueue queue = queues[topic.priority()];
        return queue == null ? 0 : queue.bytes();
    }

    /** What waits behind the first message of each topic, {@link #OVERHEAD} for each included. */
    public long behind() {
        return behind;
    }

    /** Messages of a topic that wait, one that is being sent included. */
    public int queuedMessages(Topic topic) {
        OutgoingQueue queue = queues[topic.priority()];
        return queue == null ? 0 : queue.messages();
    }

    /**
     * Writes the record of the next packet, of {@code room} bytes at most, and returns its size: 0 if nothing may be sent or
     * what is next does not fit. Any message fits 1024 bytes at least in part.
     */
    public int writeNext(PacketOutput out, int room) {
        int candidates = sendable();
        if (candidates == 0) {
            return 0;
        }
        if ((candidates & 1) != 0) {
            return writeHeartbeat(out, room);
        }
        int priority = Integer.numberOfTrailingZeros(candidates);
        OutgoingQueue first = waiting(priority);
        int others = candidates & candidates - 1;
        boolean yields = others != 0 && first.sentPastOthers >= TURN_BYTES;
        int chosen = yields ? longestWaiting(others) : priority;
        int written = writePacket(chosen, out, room);
        if (written > 0) {
            waiting(chosen).lastServed = ++served;
            if (chosen != priority || others == 0) {
                first.sentPastOthers = 0;
            } else {
                first.sentPastOthers += written;
            }
        }
        return written;
    }

    /** The topic of the packet that was written last. */
    public Topic lastWritten() {
        return lastWritten;
    }

    /** Drops everything that waits. */
    public void clear() {
        Arrays.fill(queues, null);
        waiting = 0;
        queuedBytes = 0;
        behind = 0;
        pingWanted = false;
        pongsWanted = 0;
    }

    private OutgoingQueue queueOf(Topic topic) {
        OutgoingQueue queue = queues[topic.priority()];
        if (queue == null) {
            queue = new OutgoingQueue(Objects.requireNonNull(limits.get(topic)));
            queues[topic.priority()] = queue;
        }
        return queue;
    }

    /** The queue of a priority whose bit is set in {@link #waiting}. */
    private OutgoingQueue waiting(int priority) {
        return Objects.requireNonNull(queues[priority]);
    }

    private int sendable() {
        return (holding ? waiting & URGENT : waiting) & ~blocked;
    }

    private int writeHeartbeat(PacketOutput out, int room) {
        Bytes payload = pingWanted ? PING : PONG;
        int id = Topic.HEARTBEAT.id();
        int record = PacketCodec.encodedSize(id, true, payload.size());
        if (room < record) {
            return 0;
        }
        if (pingWanted) {
            pingWanted = false;
        } else {
            pongsWanted--;
        }
        if (!pingWanted && pongsWanted == 0) {
            waiting &= ~1;
        }
        lastWritten = Topic.HEARTBEAT;
        out.add(id, true, payload, 0, payload.size());
        return record;
    }

    private int longestWaiting(int candidates) {
        int longest = Integer.numberOfTrailingZeros(candidates);
        for (int rest = candidates & candidates - 1; rest != 0; rest &= rest - 1) {
            int other = Integer.numberOfTrailingZeros(rest);
            if (waiting(other).lastServed < waiting(longest).lastServed) {
                longest = other;
            }
        }
        return longest;
    }

    private int writePacket(int priority, PacketOutput out, int room) {
        OutgoingQueue queue = waiting(priority);
        Bytes message = queue.head();
        int id = BY_PRIORITY[priority].id();
        int rest = message.size() - queue.headSent();
        int size = Math.min(rest, MAX_PAYLOAD);
        if (PacketCodec.encodedSize(id, size == rest, size) > room) {
            size = room - PacketCodec.MAX_OVERHEAD;
            if (room < SMALLEST_REST) {
                return 0;
            }
        }
        boolean last = size == rest;
        out.add(id, last, message, queue.headSent(), size);
        queue.took(size, last);
        lastWritten = BY_PRIORITY[priority];
        queuedBytes -= size;
        if (queue.isEmpty()) {
            waiting &= ~(1 << priority);
            queue.sentPastOthers = 0;
        } else if (last) {
            behind -= queue.head().size() + OVERHEAD;
        }
        return PacketCodec.encodedSize(id, last, size);
    }

    private static Topic[] byPriority() {
        Topic[] topics = new Topic[Topic.values().length];
        for (Topic topic : Topic.values()) {
            topics[topic.priority()] = topic;
        }
        return topics;
    }
}
