package dev.understory.session;

import dev.understory.frame.Opener;
import dev.understory.frame.ShardBuffers;
import dev.understory.limits.Allowance;
import dev.understory.limits.Limits;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Pings;
import dev.understory.mux.Reassembly;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketDecoder;
import dev.understory.wire.PacketDecoder.Rejection;
import dev.understory.wire.RecordReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of an established {@link Session}: frames to records to packets to messages, which go out in one
 * batch per topic for each 64 KiB of plaintext.
 */
final class SessionInbound {
    private static final Topic[] TOPICS = Topic.values();
    static final long NO_PIECE = -1;

    private final Opener opener;
    private final RecordReader records;
    private final ShardBuffers buffers;
    private final PeerMemory memory;
    private final SessionListener out;
    private final SessionOutbound outbound;
    private final PacketDecoder decoder = new PacketDecoder();
    private final Reassembly reassembly;
    private final Allowance allowance;
    /** By topic, while the plaintext of one piece is read; there from the first message on. */
    private @Nullable List<Bytes> @Nullable [] batches;

    private int batched;
    private int lastBatch;
    private int chargedCarry;
    private boolean limited;
    private final ExcessTally excess;
    private final InboundPace pace;
    /** Bytes received that have not allowed a ping yet. */
    private long bytesForPings;
    /** The owner may close the session while it is told something. */
    private boolean closed;

    private long packets;
    private long carried;
    private long emptyMessages;
    private long answers;

    private long messagesReceived;
    private long ignoredTopicBytes;
    private long pings;
    private long coalescedPings;
    private long unrequestedPongs;
    private long unknownHeartbeats;

    SessionInbound(
            SessionConfig config,
            SessionHandshake.Channel channel,
            ShardBuffers buffers,
            PeerMemory memory,
            SessionOutbound outbound,
            SessionListener out,
            Allowance allowance,
            boolean limited) {
        this.opener = channel.opener();
        this.records = channel.records();
        this.buffers = buffers;
        this.memory = memory;
        this.outbound = outbound;
        this.out = out;
        this.allowance = allowance;
        this.limited = limited && !allowance.isUnlimited();
        this.excess = new ExcessTally(out);
        this.pace = new InboundPace(outbound, memory, out, allowance.inbound(limited));
        outbound.limit(allowance.outbound(limited), out);
        this.reassembly = new Reassembly(config.memory().topics(), memory);
        records.limit(RecordReader.MAX_RECORD);
    }

    /** Whether the rates of ordinary peers hold for this one. */
    void limit(boolean toRates) {
        limited = toRates && !allowance.isUnlimited();
        pace.limit(allowance.inbound(toRates));
        outbound.limit(allowance.outbound(toRates), out);
    }

    /** How fast its bytes are passed on. */
    InboundPace pace() {
        return pace;
    }

    /** Handles what the handshake's last frame held beyond its record. */
    @Nullable
    SessionFailure leftOver(long now) {
        return plaintext(now);
    }

    /** Handles bytes from the link. Messages that were whole before a failure are delivered. */
    @Nullable
    SessionFailure received(Bytes bytes, long now) {
        byte[] plain = buffers.incoming();
        records.use(buffers.spare());
        opener.use(buffers.spare());
        bytesForPings += bytes.size();
        pace.arrived(bytes.size(), now);
        for (int at = 0; at < bytes.size() && !closed; ) {
            Opener.Verdict verdict = opener.open(bytes, at, plain, ShardBuffers.START);
            at += opener.consumed();
            Bytes opened = opener.opened();
            if (opened == null) {
                records.feed(plain, ShardBuffers.START, opener.produced());
            } else {
                records.feed(opened);
            }
            SessionFailure failure = plaintext(now);
            if (failure == null) {
                failure = problem(verdict);
            }
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** The failure that a verdict means, if any. */
    static @Nullable SessionFailure problem(Opener.Verdict verdict) {
        return switch (verdict) {
            case OPENED -> null;
            case BAD_TAG -> new SessionFailure(CloseReason.BAD_FRAME, "a frame does not open");
            case BAD_LENGTH -> new SessionFailure(CloseReason.BAD_FRAME, "a frame claims a length that none has");
            case EXHAUSTED -> new SessionFailure(CloseReason.NONCE_EXHAUSTED, "the peer's frame counter is used up");
        };
    }

    /** A number that no other frame or record has, for the one that is begun; a record goes on over many frames. */
    long pieceNumber() {
        if (records.pending() > 0) {
            return 2 * packets + 1;
        }
        return opener.partial() > 0 ? 2 * opener.frames() : NO_PIECE;
    }

    /** Bytes that have come of it. */
    long pieceSize() {
        return (long) records.pending() + opener.partial();
    }

    /** Bytes of records that were for a topic, the one under way included. */
    long carried() {
        return carried + records.pending();
    }

    /** Bit {@code id} is set for each topic with that id that has an unfinished message. */
    int unfinished() {
        return reassembly.unfinished();
    }

    /** Bytes of a topic's unfinished message, or 0. */
    long sizeOf(int topicId) {
        return reassembly.sizeOf(topicId);
    }

    /** What the frames that came cost, in bytes. */
    long frameWork() {
        return opener.work();
    }

    /** Packets that came. */
    long packets() {
        return packets;
    }

    /** Messages with content, and heartbeats that we had asked for. */
    long wanted() {
        return messagesReceived + excess.sum() + answers - emptyMessages;
    }

    /** By how many bytes messages have grown that came in parts, the part under way included. */
    long grown() {
        return reassembly.grown() + records.pending();
    }

    void close() {
        closed = true;
        opener.wipe();
        reassembly.clear();
        pace.clear();
        memory.release(chargedCarry);
        chargedCarry = 0;
    }

    SessionCounters counters(long bytesReceived) {
        return new SessionCounters(
                bytesReceived,
                outbound.sent(),
                messagesReceived,
                ignoredTopicBytes,
                pings,
                coalescedPings,
                unrequestedPongs,
                unknownHeartbeats,
                memory.used());
    }

    private @Nullable SessionFailure plaintext(long now) {
        SessionFailure failure = records(now);
        if (failure == null && !chargeCarry()) {
            failure = noRoom("no room for a partial record");
        }
        deliver(now);
        return failure;
    }

    private @Nullable SessionFailure records(long now) {
        while (!closed) {
            switch (records.next()) {
                case NEED_MORE -> {
                    return null;
                }
                case EMPTY -> {
                    return new SessionFailure(CloseReason.MALFORMED_PACKET, "an empty record");
                }
                case TOO_LONG -> {
                    return new SessionFailure(CloseReason.RECORD_TOO_LONG, "a record above 1,000,000 bytes");
                }
                case RECORD -> {
                    SessionFailure failure = packet(now);
                    if (failure != null) {
                        return failure;
                    }
                }
            }
        }
        return null;
    }

    private @Nullable SessionFailure packet(long now) {
        Bytes lazy = records.lazy();
        packets++;
        Rejection rejection = lazy == null
                ? decoder.decode(records.array(), records.offset(), records.length())
                : decoder.decode(lazy);
        if (rejection != null) {
            return new SessionFailure(CloseReason.MALFORMED_PACKET, rejection.name());
        }
        Topic topic = Topic.ofId(decoder.topicId());
        if (topic == null) {
            return unknownTopic(decoder.topicId(), now);
        }
        if (topic == Topic.HEARTBEAT) {
            return lazy == null
                    ? heartbeat(records.array(), decoder.payloadOffset(), decoder.payloadLength(), now)
                    : heartbeat(lazy.array(), lazy.offset() + decoder.payloadOffset(), decoder.payloadLength(), now);
        }
        carried += decoder.payloadLength();
        return switch (reassemble(topic, lazy)) {
            case PARTIAL -> null;
            case COMPLETE -> {
                Bytes message = reassembly.message();
                emptyMessages += message.size() == 0 ? 1 : 0;
                if (limited && !allowance.message(topic, now)) {
                    excess.add(topic, message.size());
                } else {
                    batch(topic, message);
                }
                yield null;
            }
            case TOO_LONG -> new SessionFailure(CloseReason.MESSAGE_TOO_LONG, "a message on " + topic);
            case OVER_BUDGET -> noRoom("no room for a message on " + topic);
        };
    }

    private Reassembly.Outcome reassemble(Topic topic, @Nullable Bytes lazy) {
        int offset = decoder.payloadOffset();
        int length = decoder.payloadLength();
        return lazy == null
                ? reassembly.add(topic, decoder.eof(), records.array(), offset, length)
                : reassembly.add(topic, decoder.eof(), lazy.slice(offset, length));
    }

    private SessionFailure noRoom(String detail) {
        SessionFailure reclaimed = SessionPace.reclaimed(memory);
        return reclaimed != null ? reclaimed : new SessionFailure(CloseReason.MEMORY_BUDGET, detail);
    }

    private @Nullable SessionFailure unknownTopic(int id, long now) {
        if (id < Topic.FIRST_IGNORED || id > Topic.LAST_IGNORED) {
            return new SessionFailure(CloseReason.BAD_TOPIC, "topic " + id);
        }
        ignoredTopicBytes += records.length();
        out.ignored(IgnoredInput.UNKNOWN_TOPIC);
        return !allowance.ignored(records.length(), now)
                ? new SessionFailure(CloseReason.IGNORED_TOPIC_LIMIT, "too much on unknown topics")
                : null;
    }

    /** Whether eof is set does not matter, as with Canopy (wire.md, section 3.8). */
    private @Nullable SessionFailure heartbeat(byte[] in, int offset, int length, long now) {
        if (length > Limits.HEARTBEAT_BYTES) {
            return new SessionFailure(CloseReason.HEARTBEAT_ABUSE, "a heartbeat of " + length + " bytes");
        }
        boolean word = length == 4 && in[offset] == 'p' && in[offset + 2] == 'n' && in[offset + 3] == 'g';
        if (word && in[offset + 1] == 'i') {
            pings++;
            if (!pace.postponesPong(now) && !outbound.wantPong()) {
                coalescedPings++;
            }
            boolean allowed = allowance.ping(bytesForPings / Limits.BYTES_PER_EXTRA_PING, now);
            bytesForPings %= Limits.BYTES_PER_EXTRA_PING;
            return allowed ? null : new SessionFailure(CloseReason.HEARTBEAT_ABUSE, "a flood of pings");
        }
        if (!word || in[offset + 1] != 'o') {
            unknownHeartbeats++;
            out.ignored(IgnoredInput.UNKNOWN_HEARTBEAT);
        } else {
            pong(outbound.ponged(now));
        }
        return null;
    }

    private void pong(Pings.Pong pong) {
        switch (pong) {
            case ANSWER -> {
                answers++;
                if (outbound.roundTripNanos() >= 0) {
                    out.roundTrip(outbound.roundTripNanos());
                }
            }
            case LATE -> answers++;
            case UNREQUESTED -> {
                unrequestedPongs++;
                out.ignored(IgnoredInput.UNREQUESTED_PONG);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    private void batch(Topic topic, Bytes message) {
        if (batches == null) {
            batches = new List[TOPICS.length];
        }
        List<Bytes> batch = batches[topic.id()];
        if (batch == null) {
            batch = new ArrayList<>(lastBatch + lastBatch / 8 + 1);
            batches[topic.id()] = batch;
            batched |= 1 << topic.id();
        }
        batch.add(message);
        messagesReceived++;
    }

    private void deliver(long now) {
        excess.tell();
        while (batches != null && batched != 0 && !closed) {
            int id = Integer.numberOfTrailingZeros(batched);
            batched &= batched - 1;
            List<Bytes> batch = batches[id];
            batches[id] = null;
            if (batch != null) {
                lastBatch = batch.size();
                pace.messages(TOPICS[id], batch, now);
            }
        }
    }

    /** Reader and opener keep what has come of a record (at most a megabyte) and a frame, in at most twice its bytes. */
    private boolean chargeCarry() {
        if (closed) {
            return true;
        }
        int held = records.held() + opener.held();
        if (held > chargedCarry && !memory.charge(held - chargedCarry)) {
            return false;
        }
        if (held < chargedCarry) {
            memory.release(chargedCarry - held);
        }
        chargedCarry = held;
        return true;
    }
}
