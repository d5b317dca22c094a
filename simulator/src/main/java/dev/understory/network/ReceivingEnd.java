package dev.understory.network;

import dev.understory.engine.ActorMemory;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Function;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a link: what has arrived and is not read yet, what the owner has and has not consumed, and the
 * credit that goes back to the sender. Credit is sent when half of the window has been consumed, so that a link that
 * carries little costs no events for it.
 */
abstract class ReceivingEnd extends SendingEnd {
    private static final LinkEvent WRITABLE = new LinkEvent.Writable();

    private @Nullable ActorRef<Object> owner;
    private @Nullable Function<LinkEvent, Object> wrap;
    private @Nullable ActorCell ownerCell;
    private @Nullable ArrayDeque<Bytes> arrived;
    private @Nullable LinkEvent last;
    private boolean suspended;
    private boolean discarding;
    private boolean done;
    private long unconsumed;
    private long credit;
    private long lateUntil;

    ReceivingEnd(Host host, Host remoteHost, long id) {
        super(host, remoteHost, id);
    }

    @SuppressWarnings("unchecked") // the owner takes what wrap makes, and nothing else is sent to it
    final <M> void own(ActorRef<M> newOwner, Function<LinkEvent, M> newWrap) {
        if (owner != null) {
            throw new IllegalStateException("a link already has an owner");
        }
        owner = (ActorRef<Object>) newOwner;
        wrap = (Function<LinkEvent, Object>) newWrap;
        ownerCell = ActorMemory.cellOf(newOwner);
        read();
    }

    /**
     * Puts bytes through the machine's line down. Answers when the last of them is through: not before anything that
     * arrived earlier on this link, and one retransmission later if the line's queue has no room; then the sender hears
     * of it.
     *
     * @param arrivedAt when they came here; they may be readable later only, behind what was lost
     */
    final long passDownlink(long now, long arrivedAt, int size) {
        StreamModel stream = stream();
        long wireSize = size + (long) stream.segments(size) * stream.headerBytes();
        host.bytesReceived += wireSize;
        if (!host.limitsDown()) {
            return now;
        }
        AccessQueue downlink = host.downlink();
        // What others sent since then is in the queue by now, but was not when this came: no reason to call it full.
        boolean full = downlink.isFull(now);
        long due = downlink.passLast(arrivedAt, wireSize);
        if (full) {
            host.bytesDropped += wireSize;
            due += isControlled() ? roundTripNanos() : stream.retransmitNanos();
            complain();
        }
        lateUntil = Math.max(lateUntil, Math.max(now, due));
        return lateUntil;
    }

    /** The sender's window shrinks once for all that was dropped of it. */
    private void complain() {
        if (isControlled() && isConnected() && !isCutOff()) {
            sendControl(SimLink.CONGESTED, null);
        }
    }

    @Override
    public final long touch() {
        return unconsumed + ActorMemory.touch(ownerCell);
    }

    /** When all that has come so far is through the line down. */
    final long lateUntil() {
        return lateUntil;
    }

    final void read(Bytes bytes) {
        if (isReading() && (arrived == null || arrived.isEmpty())) {
            deliver(bytes);
        } else if (!discarding) {
            ArrayDeque<Bytes> queue = arrived;
            if (queue == null) {
                queue = new ArrayDeque<>();
                arrived = queue;
            }
            queue.add(bytes);
        }
    }

    /** Takes back credit from the owner. */
    final void takeBack(int size) {
        unconsumed -= size;
        credit += size;
        read();
    }

    /** What to tell the sender now: nothing before half of the window has been consumed. */
    final int dueCredit() {
        if (credit < stream().receiveWindow() / 2) {
            return 0;
        }
        int all = (int) credit;
        credit = 0;
        return all;
    }

    /** Credit that could not be sent. */
    final void giveBack(int size) {
        credit += size;
    }

    final void suspend() {
        suspended = true;
    }

    final void resume() {
        suspended = false;
        read();
    }

    /** The owner wants nothing more. */
    final void discard() {
        discarding = true;
        arrived = null;
    }

    final void tellWritable() {
        ActorRef<Object> to = owner;
        if (to != null && !done) {
            to.tell(Objects.requireNonNull(wrap).apply(WRITABLE));
        }
    }

    /** The stream is over once everything has been read. */
    final void endAfterAllIsRead() {
        last = new LinkEvent.Closed(LinkEvent.Cause.END_OF_STREAM, "closed by the remote");
        read();
    }

    /** The stream is over; what was not read is lost. */
    final void endNow(LinkEvent.Cause cause, String detail) {
        discard();
        suspended = false;
        last = new LinkEvent.Closed(cause, detail);
        read();
    }

    private boolean isReading() {
        return owner != null
                && !suspended
                && !discarding
                && unconsumed < stream().readCredit();
    }

    private void read() {
        ArrayDeque<Bytes> queue = arrived;
        while (queue != null && !queue.isEmpty() && isReading()) {
            deliver(queue.remove());
        }
        LinkEvent closed = last;
        if (closed != null && !done && owner != null && (queue == null || queue.isEmpty())) {
            done = true;
            owner.tell(Objects.requireNonNull(wrap).apply(closed));
        }
    }

    private void deliver(Bytes bytes) {
        unconsumed += bytes.size();
        Objects.requireNonNull(owner).tell(Objects.requireNonNull(wrap).apply(new LinkEvent.Received(bytes)));
    }
}
