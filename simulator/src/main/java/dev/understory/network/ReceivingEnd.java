package dev.understory.network;

import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Function;
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
    private @Nullable ArrayDeque<Bytes> arrived;
    private @Nullable LinkEvent last;
    private boolean suspended;
    private boolean discarding;
    private boolean done;
    private long unconsumed;
    private long credit;
    private long lateUntil;
    private @Nullable Reassembly reassembly;

    ReceivingEnd(Host host, Place remotePlace, long id) {
        super(host, remotePlace, id);
    }

    @SuppressWarnings("unchecked") // the owner takes what wrap makes, and nothing else is sent to it
    final <M> void own(ActorRef<M> newOwner, Function<LinkEvent, M> newWrap) {
        if (owner != null || done) {
            throw new IllegalStateException("a link already has an owner");
        }
        owner = (ActorRef<Object>) newOwner;
        wrap = (Function<LinkEvent, Object>) newWrap;
        read();
    }

    /**
     * Bytes, or a {@link Piece} of them that comes again, are here.
     *
     * @param arrivedAt when they came; they may be readable later only, behind what was lost
     */
    final void receive(long now, long arrivedAt, Object data) {
        if (isLoopback()) {
            arrived(data);
            return;
        }
        Object placed = reassembly != null && data instanceof Bytes bytes ? reassembly.place(bytes) : data;
        int size = placed instanceof Piece piece ? piece.size() : ((Bytes) placed).size();
        long wireSize = size + (long) stream().segments(size) * stream().headerBytes();
        if (!host.limitsDown()) {
            host.bytesReceived += wireSize;
            arrived(placed);
            return;
        }
        // What others sent since then is in the queue by now, but was not when this came: no reason to call it full.
        boolean isFull = host.downlink().isFull(now);
        if (isFull) {
            host.bytesDropped += wireSize;
            if (isControlled() && isConnected() && !isCutOff()) {
                drop(now, placed);
                return;
            }
        }
        host.bytesReceived += wireSize;
        long due = host.downlink().passLast(arrivedAt, wireSize)
                + (isFull ? stream().retransmission().leastNanos() : 0);
        lateUntil = Math.max(lateUntil, Math.max(now, due));
        if (lateUntil > now) {
            node.postLocal(lateUntil, this, Mail.LATE_DATA, placed);
        } else {
            arrived(placed);
        }
    }

    /** Bytes are through the machine's line down. */
    final void arrived(Object data) {
        Reassembly all = reassembly;
        if (!(data instanceof Piece piece)) {
            onArrived((Bytes) data);
        } else if (all != null) {
            all.add(piece);
            for (Bytes next = all.poll(); next != null; next = all.poll()) {
                onArrived(next);
            }
            if (all.isComplete()) {
                reassembly = null;
                if (all.endsStream()) {
                    onEnd();
                }
            }
        }
    }

    /** Whether the end of the stream has to wait for bytes before it; it comes again when they are here. */
    final boolean endWaits(long now) {
        if (reassembly != null) {
            reassembly.endStream();
            return true;
        }
        if (lateUntil > now) {
            node.postLocal(lateUntil, this, Mail.END, null);
            return true;
        }
        return false;
    }

    /** The sender hears that bytes are missing from what comes behind them, once the queue is through. */
    private void drop(long now, Object data) {
        if (reassembly == null) {
            reassembly = new Reassembly();
        }
        Piece piece = data instanceof Piece again ? again : reassembly.place((Bytes) data);
        long told = Math.max(now, lateUntil) + delayNanos();
        // Nothing may come behind bytes that were sent again: the time-out tells, and waits twice as long each time.
        post(told + timeOutNanos(piece.drops()), Mail.DROPPED, piece.droppedOnceMore());
    }

    /** The owner may read them, in order. */
    abstract void onArrived(Bytes bytes);

    /** The sender has closed the stream. */
    abstract void onEnd();

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

    /** Tells the sender what has been consumed if it is half of the window, and the way is free. */
    final void returnCredit() {
        if (credit >= stream().windows().receive() / 2 && credit != 0 && isConnected() && !isBlocked()) {
            int all = (int) credit;
            credit = 0;
            sendControl(Mail.of(Mail.WINDOW, all), null);
        }
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

    /** Nobody is there to read any more. */
    final void abandon() {
        discard();
        owner = null;
        wrap = null;
    }

    /** Nothing that is missing comes any more. */
    final void forgetMissing() {
        reassembly = null;
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
                && unconsumed < stream().windows().readCredit();
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
            owner = null;
            wrap = null;
        }
    }

    private void deliver(Bytes bytes) {
        unconsumed += bytes.size();
        Objects.requireNonNull(owner).tell(Objects.requireNonNull(wrap).apply(new LinkEvent.Received(bytes)));
    }
}
