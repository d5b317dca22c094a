package dev.understory.network;

import dev.understory.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a link: what waits, what is on the way or not consumed, and what of it was lost.
 *
 * <p>Writes wait while the congestion window or the receiver's window is used up, the uplink's queue is full, the other end
 * is not known yet, or the way is blocked. A blocked way is looked at again after the retransmission time, and then after
 * twice as long each time, as TCP does: whoever waits learns late that a partition has healed.
 */
abstract class SendingEnd extends ControlledPath {
    /** Who is dropped more often is given up, as after so many retransmissions on Linux (tcp_retries2). */
    static final int MOST_DROPS = 15;

    private long outstanding;
    private @Nullable SendQueue waiting;
    private boolean unwritable;
    private @Nullable Blockade blockade;
    private @Nullable Holes holes;

    SendingEnd(Host host, Place remotePlace, long id) {
        super(host, remotePlace, id);
    }

    /** The writes that waited are too few to stop the owner any more. */
    abstract void onWritable();

    /** Nothing waits any more. */
    abstract void onFlushed();

    /** Chance has reset the stream. */
    abstract void breakOff(String detail);

    /** What was lost could not be repaired for too long. */
    abstract void giveUp();

    /** This object as the uplink knows it. */
    abstract SimLink self();

    final boolean isFlushed() {
        return waiting() == null && (holes == null || holes.isEmpty());
    }

    final boolean hasRoom() {
        return !unwritable;
    }

    final void send(Bytes bytes) {
        Bytes rest = bytes;
        while (waiting() == null) {
            int size = sendable(rest.size());
            if (size == 0) {
                break;
            }
            boolean isAll = size == rest.size();
            if (!transmit(isAll ? rest : rest.slice(0, size)) || isAll) {
                return;
            }
            rest = rest.slice(size, rest.size() - size);
        }
        queue().add(rest);
        if (queue().freshBytes() >= stream().windows().highWater()) {
            unwritable = true;
        }
    }

    /** Sends what may be sent. */
    final void pump() {
        for (SendQueue queue = waiting(); queue != null; queue = waiting()) {
            int size = sendable(queue.nextSize());
            if (size == 0) {
                break;
            }
            transmitNext(queue, size);
        }
        afterSending();
    }

    /** Sends the first write that waits, the uplink having room; answers whether the next one waits for the uplink. */
    final boolean sendOne() {
        SendQueue queue = waiting();
        int size = queue == null ? 0 : allowed(queue.nextSize());
        if (queue == null || size == 0) {
            return false;
        }
        transmitNext(queue, size);
        afterSending();
        return waiting() != null && receiverHasRoom();
    }

    final void creditReturned(int size) {
        outstanding -= size;
        if (waiting() != null) {
            pump();
        }
    }

    /** The oldest bytes on the way are acknowledged. */
    final void onAcknowledged() {
        ackIsHere();
        pump();
    }

    /** The other end's line down was full. */
    final void onDropped(Piece piece) {
        if (piece.drops() > MOST_DROPS) {
            breakOff("no room at the remote for too long");
            return;
        }
        long now = node.trueTime();
        window(now).dropped(now, piece.size(), piece.drops() - 1);
        queue().addDropped(piece);
        pump();
    }

    /** How long a sender waits for news of bytes that were dropped so often before: not at all, then twice as long each time. */
    final long timeOutNanos(int drops) {
        return drops == 0
                ? 0
                : Math.min(
                        stream().retransmission().mostNanos(),
                        stream().retransmission().leastNanos() << Math.min(20, drops - 1));
    }

    /** The same when nobody is left to count windows. */
    final void sendAgain(Piece piece) {
        post(inOrder(node.trueTime() + delayNanos()), Mail.DATA, piece);
    }

    /** It is time to send again what was lost. */
    final void onRepair() {
        Holes lost = holes;
        if (lost == null || lost.isEmpty() || lost.repairAt() > node.trueTime() || isBlocked()) {
            return;
        }
        long now = node.trueTime();
        Holes.Sending first = lost.first();
        noteLoss(now, lost, first);
        if (draw() < lossRate(stream())) {
            if (now - first.sentAt() >= stream().retransmission().giveUpNanos()) {
                giveUp();
                return;
            }
            lost.again(now + backedOff(lost.attempts()));
            node.postLocal(lost.repairAt(), this, Mail.REPAIR, null);
            return;
        }
        int size = Math.min(first.bytes().size(), stream().congestion().segmentBytes());
        long arrival = now + throughAccessLinks(size, 1) + delayNanos();
        fill(lost, now, arrival);
        if (!lost.isEmpty()) {
            node.postLocal(lost.repairAt(), this, Mail.REPAIR, null);
        }
        afterSending();
    }

    /** Forgets what waits, and what follows a loss. */
    final void forgetWaiting() {
        waiting = null;
        holes = null;
    }

    /** The owner is gone, and its machine sends on its own what follows a loss: as if nothing more went wrong. */
    final void repairAll() {
        Holes lost = holes;
        long now = node.trueTime();
        while (lost != null && !lost.isEmpty()) {
            fill(lost, now, Math.max(now, lost.repairAt()) + delayNanos());
        }
        while (waiting != null && waiting.hasDropped()) {
            sendAgain(waiting.takeDropped(waiting.nextSize()));
        }
    }

    /** Whether nothing gets through now; if so, a probe will look again. */
    final boolean isBlocked() {
        if (!isCutOff()) {
            return false;
        }
        if (blockade == null) {
            blockade = new Blockade(node.trueTime(), stream().retransmission().leastNanos());
            node.postLocal(blockade.nextLook(), this, Mail.PROBE, null);
        }
        return true;
    }

    final boolean isProbing() {
        return blockade != null;
    }

    /** Looks whether the way is free again. */
    final Probe probe() {
        Blockade before = blockade;
        if (!isCutOff() || before == null) {
            blockade = null;
            return Probe.FREE;
        }
        long now = node.trueTime();
        if (now - before.since() >= stream().retransmission().giveUpNanos()) {
            return Probe.GIVEN_UP;
        }
        Blockade longer = new Blockade(
                before.since(),
                now,
                Math.min(before.waitNanos() * 2, stream().retransmission().mostNanos()));
        blockade = longer;
        node.postLocal(longer.nextLook(), this, Mail.PROBE, null);
        return Probe.BLOCKED;
    }

    /** How many of so many bytes may be sent now. */
    private int sendable(int wanted) {
        int most = allowed(wanted);
        boolean mustWait =
                most > 0 && upBits != 0 && !isLoopback() && host.uplink().mustWait(self(), node.trueTime());
        return mustWait ? 0 : most;
    }

    /** The same if there is room in the uplink. */
    private int allowed(int wanted) {
        if (!isConnected() || !receiverHasRoom() || isBlocked()) {
            return 0;
        }
        return inWindow(node.trueTime(), wanted);
    }

    /** What is sent again has had its room since it was sent first. */
    private boolean receiverHasRoom() {
        return outstanding < stream().windows().receive() || (waiting != null && waiting.hasDropped());
    }

    private void transmitNext(SendQueue queue, int size) {
        if (queue.hasDropped()) {
            transmitAgain(queue.takeDropped(size));
        } else {
            transmit(queue.take(size));
        }
    }

    private void transmitAgain(Piece piece) {
        int size = piece.size();
        StreamModel stream = stream();
        int segments = stream.segments(size);
        double rate = lossRate(stream);
        boolean isLost = rate > 0 && draw() >= StrictMath.pow(1 - rate, segments);
        if (isLost && stream.loss().effect() == StreamModel.LossEffect.RESET) {
            breakOff("reset on the way");
            return;
        }
        long arrival = enter(size, segments);
        if (isLost) {
            arrival += segments > 1 ? roundTripNanos() : window(node.trueTime()).rto();
        }
        post(inOrder(arrival), Mail.DATA, piece);
    }

    /** Whether the link still lives after it. */
    private boolean transmit(Bytes bytes) {
        int size = bytes.size();
        outstanding += size;
        host.writes++;
        if (isLoopback()) {
            post(inOrder(node.trueTime() + delayNanos()), Mail.DATA, bytes);
            return true;
        }
        StreamModel stream = stream();
        int segments = stream.segments(size);
        double rate = lossRate(stream);
        if (rate > 0 || holes != null) {
            return transmitAtRisk(bytes, segments, rate, stream);
        }
        long arrival = enter(size, segments);
        post(inOrder(arrival), Mail.DATA, bytes);
        return true;
    }

    private boolean transmitAtRisk(Bytes bytes, int segments, double rate, StreamModel stream) {
        Holes lost = holes;
        if (lost == null) {
            lost = new Holes(this::draw);
            holes = lost;
        }
        int followers = lost.lose(rate, stream.loss().burstMean(), segments);
        if (followers != Holes.NOTHING_LOST && stream.loss().effect() == StreamModel.LossEffect.RESET) {
            breakOff("reset on the way");
            return false;
        }
        long now = node.trueTime();
        if (followers == Holes.NOTHING_LOST && lost.isEmpty()) {
            post(inOrder(enter(bytes.size(), segments)), Mail.DATA, bytes);
            return true;
        }
        CongestionWindow own = window(now);
        long earlier = Math.max(now, own.newestAck());
        long arrival = enter(bytes.size(), segments);
        if (followers != Holes.NOTHING_LOST) {
            int intact = segments - 1 - followers;
            own.holeAt(own.sent()
                    - bytes.size()
                    + (long) intact * stream.congestion().segmentBytes());
        }
        boolean isAlone = followers + 1 == segments;
        long timeOut = (isAlone ? earlier : own.newestAck()) + own.rto();
        long due = lost.repairAt();
        lost.keep(
                new Holes.Sending(bytes, segments, followers, now, arrival, own.newestAck(), timeOut, own.sent()),
                own.leastRtt());
        if (lost.repairAt() != due) {
            node.postLocal(lost.repairAt(), this, Mail.REPAIR, null);
        }
        return true;
    }

    /** That a repair was lost itself is told by the time-out. */
    private void noteLoss(long now, Holes lost, Holes.Sending first) {
        if (!isControlled()) {
            return;
        }
        if (lost.attempts() == 0) {
            window(now).lost(now, first.position());
        } else {
            window(now).timedOut(now);
        }
        window(now).repaired(now);
    }

    private long leastRtt() {
        return window(node.trueTime()).leastRtt();
    }

    private long backedOff(int attempts) {
        long most = stream().retransmission().mostNanos();
        return attempts > 30 ? most : Math.min(most, window(node.trueTime()).rto() << Math.min(20, attempts));
    }

    /** The first hole is filled: what follows it is sent on its way, up to the next. */
    private void fill(Holes lost, long now, long arrival) {
        long least = leastRtt();
        deliver(lost.take(now, least), arrival);
        for (Holes.Sending next = lost.nextWhole(); next != null; next = lost.nextWhole()) {
            deliver(lost.take(now, least), next.arrival());
        }
    }

    /** The line down carried it when it came first, and not again when it can be read. */
    private void deliver(Holes.Sending sending, long arrival) {
        long readable = inOrder(arrival);
        long late = readable - sending.arrival();
        post(readable, Mail.of(Mail.DATA, late), sending.bytes());
    }

    private void afterSending() {
        long low = stream().windows().lowWater();
        if (unwritable && (waiting == null || waiting.freshBytes() <= low)) {
            unwritable = false;
            onWritable();
        }
        if (isFlushed()) {
            onFlushed();
        }
    }

    /** What waits, if anything does. */
    private @Nullable SendQueue waiting() {
        return waiting == null || waiting.isEmpty() ? null : waiting;
    }

    private SendQueue queue() {
        SendQueue queue = waiting;
        if (queue == null) {
            queue = new SendQueue();
            waiting = queue;
        }
        return queue;
    }

    /** The way has been blocked since then, was looked at last, and is looked at again after {@code waitNanos}. */
    private record Blockade(long since, long looked, long waitNanos) {
        Blockade(long since, long waitNanos) {
            this(since, since, waitNanos);
        }

        long nextLook() {
            return looked + waitNanos;
        }
    }

    /** What a look at a blocked way finds. */
    enum Probe {
        /** It is free. */
        FREE,
        /** It is not; there will be another look. */
        BLOCKED,
        /** It has been blocked for so long that the stream is over. */
        GIVEN_UP
    }
}
