package dev.understory.session;

import dev.understory.frame.Sealer;
import dev.understory.frame.ShardBuffers;
import dev.understory.limits.OutboundBytes;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.PacketScheduler;
import dev.understory.mux.Pings;
import dev.understory.mux.Topic;
import dev.understory.wire.ArrayPackets;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketOutput;
import dev.understory.wire.SlicedPackets;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an established {@link Session}: queues, pings, window, and the sealing of whatever is waiting into
 * as few frames as it needs.
 */
final class SessionOutbound {
    private final Sealer sealer;
    private final ShardBuffers buffers;
    private final PacketScheduler scheduler;
    private final DeliveryWindow window;
    private final Pings pings;
    private final QueueRoom room;
    private final long stallTimeoutNanos;
    private final long livenessTimeoutNanos;
    /** Since when bytes wait and none was produced, as far as ticks can tell. */
    private long stalledSince;

    /** There while a rate of bytes holds. */
    private @Nullable OutboundPace pace;

    private boolean producedSinceTick;
    private boolean exhausted;
    private long bytesSent;
    private long pingsSent;

    SessionOutbound(
            SessionConfig config,
            Direction direction,
            Sealer sealer,
            ShardBuffers buffers,
            PeerMemory memory,
            long now) {
        this.sealer = sealer;
        this.buffers = buffers;
        this.scheduler = new PacketScheduler(config.memory().topics());
        this.window = new DeliveryWindow(config.window());
        this.pings = new Pings(config.times().pingInterval().toNanos(), direction == Direction.INBOUND, now);
        this.stallTimeoutNanos = config.times().writeStallTimeout().toNanos();
        this.room = new QueueRoom(memory, config.memory().queueReserve(), stallTimeoutNanos, now);
        this.livenessTimeoutNanos = config.times().livenessTimeout().toNanos();
        this.stalledSince = now;
    }

    /** From now on these rates hold, or none. */
    void limit(@Nullable OutboundBytes rates, SessionListener out) {
        if (pace != null) {
            pace.end();
        }
        pace = rates == null ? null : new OutboundPace(scheduler, rates, out);
    }

    SendOutcome offer(Topic topic, Bytes payload) {
        return switch (scheduler.offer(topic, payload, room.bytes(topic))) {
            case TAKEN -> SendOutcome.ACCEPTED;
            case FULL -> SendOutcome.QUEUE_FULL;
            case TOO_LARGE -> SendOutcome.TOO_LARGE;
        };
    }

    boolean isReady() {
        scheduler.hold(!window.isOpen());
        return scheduler.isReady();
    }

    boolean hasMessages() {
        return scheduler.hasMessages();
    }

    PacketScheduler scheduler() {
        return scheduler;
    }

    DeliveryWindow window() {
        return window;
    }

    SessionCounters.Sent sent() {
        return new SessionCounters.Sent(bytesSent, pingsSent, pings.roundTripNanos());
    }

    /** Seals what waits, up to {@code maxBytes} but a frame at least; null if nothing waits or no counter is left. */
    @Nullable
    Bytes produce(int maxBytes, long now, IntFunction<byte[]> arrays) {
        PacketOutput plain =
                sealer.isModelled() ? new SlicedPackets() : new ArrayPackets(buffers.outgoing(), ShardBuffers.START);
        long before = scheduler.queuedBytes();
        int length = fill(plain, sealer.room(maxBytes), now);
        room.took(before - scheduler.queuedBytes());
        if (length == 0) {
            return null;
        }
        if (!sealer.hasCountersFor(length)) {
            exhausted = true;
            return null;
        }
        Bytes sealed = switch (plain) {
            case SlicedPackets packets -> sealer.seal(packets.bytes());
            case ArrayPackets packets -> seal(packets.array(), length, arrays);
        };
        bytesSent += sealed.size();
        if (pace != null) {
            pace.sealed(sealed.size() - length, now);
            pace.look(now);
        }
        producedSinceTick = true;
        return sealed;
    }

    private Bytes seal(byte[] plain, int length, IntFunction<byte[]> arrays) {
        byte[] sealed = arrays.apply(sealer.sealedSize(length));
        int size = sealer.seal(plain, ShardBuffers.START, length, sealed, 0);
        return Bytes.wrap(sealed, 0, size);
    }

    /** Has a ping answered; false if the pong was waiting already. */
    boolean wantPong() {
        return scheduler.wantPong();
    }

    /** Has so many pings answered, which came before now. */
    void wantPongs(int count) {
        for (int i = 0; i < count && scheduler.wantPong(); i++) {
            // The last one that waits answers all that are left.
        }
    }

    /** A ping is wanted, unless one is under way. */
    void probe() {
        if (!pings.isUnanswered()) {
            scheduler.wantPing();
        }
    }

    /** A pong came. */
    Pings.Pong ponged(long now) {
        Pings.Pong pong = pings.answered(now);
        if (pong != Pings.Pong.ANSWER) {
            if (pong == Pings.Pong.UNREQUESTED) {
                room.unrequested(now);
            }
            return pong;
        }
        window.acknowledged(pings.position(), pings.roundTripNanos());
        room.reached(pings.position(), now);
        askWhatHasArrived();
        return pong;
    }

    /**
     * A ping is wanted when enough was sent since the last one. While the window is shut one always has to be under way:
     * what is written then is only what is not held, and perhaps never enough.
     */
    private void askWhatHasArrived() {
        if (window.wantsPing() && pings.mayAsk() || !window.isOpen() && !pings.isUnanswered()) {
            scheduler.wantPing();
        }
    }

    /** How long the last answered ping took, or {@link Pings#UNKNOWN}. */
    long roundTripNanos() {
        return pings.roundTripNanos();
    }

    long nextDeadlineNanos() {
        long ping = pings.nextDueNanos(!window.isOpen());
        return pace == null ? ping : Math.min(ping, pace.nextReadyNanos());
    }

    void tick(long now) {
        if (pace != null) {
            pace.look(now);
        }
        if (producedSinceTick || !isReady()) {
            stalledSince = now;
        }
        producedSinceTick = false;
        room.tick(scheduler.unblockedBytes(), now);
        if (pings.isDue(!window.isOpen(), now)) {
            scheduler.wantPing();
            pings.putOff(now);
        }
        if (pings.isUnanswered()) {
            window.unanswered(pings.waitingNanos(now), livenessTimeoutNanos);
        }
    }

    /** Why sending had to end, if it had to. */
    @Nullable
    SessionFailure exhaustion() {
        return exhausted ? new SessionFailure(CloseReason.NONCE_EXHAUSTED, "the frame counter is used up") : null;
    }

    /** Whether the peer takes what we send, as of the last tick. */
    @Nullable
    SessionFailure stall(long now) {
        if (now - stalledSince >= stallTimeoutNanos) {
            return new SessionFailure(CloseReason.WRITE_STALLED, "nothing was taken of what waits");
        }
        if (room.isStuck(now)) {
            return new SessionFailure(CloseReason.WRITE_STALLED, "what waits is taken too slowly");
        }
        if (scheduler.hasMessages() && window.isStuck(pings.waitingNanos(now), stallTimeoutNanos)) {
            return new SessionFailure(CloseReason.WRITE_STALLED, "nothing was acknowledged of what is under way");
        }
        return null;
    }

    void close() {
        sealer.wipe();
        scheduler.clear();
    }

    /** Lays packets out, of {@code room} bytes at most, and returns how many bytes they have. */
    private int fill(PacketOutput plain, int room, long now) {
        int length = 0;
        while (true) {
            scheduler.hold(!window.isOpen());
            if (pace != null) {
                pace.look(now);
            }
            if (scheduler.isHolding()) {
                window.limits();
            }
            boolean wantsPing = window.wantsPing();
            askWhatHasArrived();
            boolean pingWaits = scheduler.isPingWaiting();
            boolean pongWaits = scheduler.isPongWaiting();
            int written = scheduler.writeNext(plain, room - length);
            int unused = sealer.unused(length);
            if (written == 0 && unused > 0) {
                // With a shut window too: the frame is sent as long as it is, and the rest of it would be zeros.
                scheduler.hold(false);
                written = scheduler.writeNext(plain, unused);
            }
            if (written == 0) {
                return length;
            }
            if (pingWaits) {
                pingsSent++;
                pings.written(now, window.position());
                window.pinged();
                if (wantsPing && pings.wantsSecond()) {
                    scheduler.wantPing();
                }
            } else if (pongWaits) {
                pings.pongWritten(now);
            } else {
                pings.messageWritten(now);
            }
            window.sent(written);
            if (pace != null) {
                pace.wrote(scheduler.lastWritten(), written, now);
            }
            length += written;
        }
    }
}
