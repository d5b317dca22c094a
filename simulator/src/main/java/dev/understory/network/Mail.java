package dev.understory.network;

import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;

/**
 * What machines tell each other. An event from one machine for another has an address, which is the receiver's own number
 * of a link, or {@link dev.understory.engine.Inbox#MACHINE}; a number, which is the kind of event in its lowest
 * {@value #KIND_BITS} bits and a value above; and at most one of the immutable arguments {@link Bytes},
 * {@link Piece}, {@link Knock} and {@link Answer}.
 */
final class Mail {
    static final int DATA = 0;
    static final int LATE_DATA = 1;
    static final int WINDOW = 2;
    static final int PROBE = 3;
    static final int CONNECTED = 4;
    static final int END = 5;
    static final int RESET = 6;
    static final int ACKNOWLEDGED = 7;
    static final int REPAIR = 8;
    static final int DROPPED = 9;
    /** For the machine: the first packet of a dial, a {@link Knock}. */
    static final int KNOCK = 10;
    /** For the machine: a dial is answered, an {@link Answer}. */
    static final int ANSWERED = 11;
    /** For the machine: nobody listens; the value is the number of its dial. */
    static final int REFUSED = 12;

    static final int KIND_BITS = 4;

    private Mail() {}

    static long of(int kind, long value) {
        return value << KIND_BITS | kind;
    }

    static int kind(long data) {
        return (int) data & ((1 << KIND_BITS) - 1);
    }

    static long value(long data) {
        return data >>> KIND_BITS;
    }

    /**
     * Somebody dials.
     *
     * @param dialer the number of the machine that dials
     * @param dial its number for the dial
     * @param deadline when it gives up
     * @param from the endpoint it dials from
     * @param port the port it dials
     */
    record Knock(int dialer, long dial, long deadline, Endpoint from, int port) {}

    /**
     * The machine that was dialled has a link for the dial.
     *
     * @param dial the dialler's number for the dial
     * @param acceptor the number of the machine that was dialled
     * @param link its number for the link
     */
    record Answer(long dial, int acceptor, long link) {}
}
