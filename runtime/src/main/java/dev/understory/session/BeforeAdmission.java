package dev.understory.session;

import dev.understory.transport.LinkEvent;

/**
 * What a connection says and reads before its peer is admitted: it reports the peer once it is proven, and then reads on, a
 * little, until its owner has decided. Sans IO: its owner looks at it with {@link #next} after whatever happens.
 *
 * <pre>
 *   step       looked at                       next      order
 *   any        the session has failed          same      END
 *   PROVING    the peer is proven              WAITING   REPORT_PEER
 *   PROVING    otherwise                       same      NOTHING
 *   WAITING    otherwise                       same      NOTHING
 *
 *   WAITING, bytes held                        none   up to {@link #READ_BEFORE_ADMISSION}   that many or more
 *   the peer has spoken                        no     yes                                    yes
 *   reading pauses                             no     no                                     yes
 * </pre>
 *
 * <p>While it waits it is read on because it may have to wait for another connection, and must hear when the peer ends it.
 */
public final class BeforeAdmission {
    /** A peer that is not admitted yet is read so far; what follows waits in the network. */
    static final int READ_BEFORE_ADMISSION = 64 << 10;

    private enum Step {
        /** The handshake goes on. */
        PROVING,
        /** The peer is proven and its owner has not decided. */
        WAITING
    }

    /** What the owner has to do. */
    public enum Order {
        /** Nothing. */
        NOTHING,
        /** Say who the peer is to whoever decides on its admission. */
        REPORT_PEER,
        /** End the connection for the session's failure. */
        END
    }

    private Step step = Step.PROVING;
    private boolean heard;

    /** Bytes of the peer have come. */
    public void heard() {
        heard = true;
    }

    /**
     * Something has happened.
     *
     * @param failed whether the session has failed
     * @param proven whether the peer has proven who it is
     */
    public Order next(boolean failed, boolean proven) {
        if (failed) {
            return Order.END;
        }
        if (step == Step.PROVING && proven) {
            step = Step.WAITING;
            return Order.REPORT_PEER;
        }
        return Order.NOTHING;
    }

    /** Whether the peer is reported, and waits to be admitted. */
    public boolean isWaiting() {
        return step == Step.WAITING;
    }

    /** Whether nothing more is read, with that many bytes held unopened. */
    public boolean pausesReading(int heldBytes) {
        return step == Step.WAITING && heldBytes >= READ_BEFORE_ADMISSION;
    }

    /** Whether the peer has said something beyond its handshake, with that many bytes held unopened. */
    public boolean hasSpoken(int heldBytes) {
        return step == Step.WAITING && heldBytes > 0;
    }

    /**
     * The end of the link, as it is told to people. Who dials a node that has no room, or does not want him, sees a stream
     * that ends before its first byte: there is no message on the wire to say it with. So we say what it means.
     */
    public LinkEvent.Closed explained(LinkEvent.Closed closed, Direction direction) {
        boolean byRemote = closed.cause() == LinkEvent.Cause.END_OF_STREAM || closed.cause() == LinkEvent.Cause.RESET;
        if (heard || !byRemote || direction == Direction.INBOUND) {
            return closed;
        }
        return new LinkEvent.Closed(
                closed.cause(),
                closed.detail() + " before the peer's first byte: it has no room for us (too many connections from this"
                        + " address, or too often?), or it bans this address");
    }
}
