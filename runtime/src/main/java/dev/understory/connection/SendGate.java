package dev.understory.connection;

import dev.understory.wire.Bytes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Bounds what waits in a connection actor's mailbox: senders on any thread charge a message before they tell it, the
 * connection gives the charge back when it takes the message up. One message always passes an empty gate, however large.
 *
 * <p>A connection that ends closes the gate, and stays until the messages that had entered have come: so each message has
 * either been refused here or is answered there.
 */
public final class SendGate {
    /** Charged per message beside its payload, for what the message costs in memory. */
    static final int OVERHEAD = 128;

    private static final AtomicLongFieldUpdater<SendGate> WAITING =
            AtomicLongFieldUpdater.newUpdater(SendGate.class, "waiting");

    /** Set beside the charge once the gate is closed; the number is negative then. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final long limit;
    private volatile long waiting;
    /** Here since nothing else is shared by a connection and those that send on it; negative until it is known. */
    private volatile long roundTripNanos = -1;

    public SendGate(long limit) {
        this.limit = limit;
    }

    /** Charges a payload of {@code size} bytes, or refuses it and charges nothing. */
    boolean enter(int size) {
        return charge((long) size + OVERHEAD);
    }

    /** Charges all of these payloads, or refuses them and charges nothing. */
    boolean enter(List<Bytes> payloads) {
        long charge = 0;
        for (int i = 0; i < payloads.size(); i++) {
            charge += (long) payloads.get(i).size() + OVERHEAD;
        }
        return charge(charge);
    }

    private boolean charge(long charge) {
        while (true) {
            long now = waiting;
            if (now != 0 && (now < 0 || now + charge > limit)) {
                return false;
            }
            if (WAITING.compareAndSet(this, now, now + charge)) {
                return true;
            }
        }
    }

    /** Gives the charge of a payload of {@code size} bytes back. */
    public void leave(int size) {
        WAITING.addAndGet(this, -((long) size + OVERHEAD));
    }

    /** Lets nothing in any more. Returns whether nothing is on its way either. */
    boolean close() {
        return (WAITING.getAndUpdate(this, now -> now | CLOSED) & ~CLOSED) == 0;
    }

    boolean isClosed() {
        return waiting < 0;
    }

    /** The connection has measured how long a message and an answer take. */
    void roundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    /** How long that took last, in nanoseconds; negative until it was measured. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /** Bytes charged now. */
    public long waiting() {
        return waiting & ~CLOSED;
    }
}
