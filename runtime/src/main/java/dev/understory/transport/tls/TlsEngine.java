package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of one TLS channel below its {@link TlsMachine}: makes and opens whole records. After a problem, what is still to
 * be written (an alert that tells the peer) is there to be wrapped, and nothing more can be opened.
 */
interface TlsEngine {
    /** Room that a buffer must have when a record is made. */
    int RECORD_ROOM = 16_709;

    /** What the channel waits for. */
    enum Next {
        /** A record from the peer; data can be written once {@link #isEstablished}. */
        INPUT,
        /** {@link #wrap}: something of its own is to be written. */
        OUTPUT,
        /** {@link #work} is to be done, and nothing else until then. */
        WORK,
        /** Nothing: it is over. */
        NOTHING
    }

    Next next();

    /**
     * Makes one record of its own where there is one to be made, else of what {@code plain} holds, as much as one takes.
     *
     * @param out has {@link #RECORD_ROOM}
     */
    @Nullable
    TlsProblem wrap(ByteBuffer plain, ByteBuffer out);

    /**
     * Opens a record.
     *
     * @param record exactly one, with its header
     * @param out has room for all of it
     */
    @Nullable
    TlsProblem unwrap(ByteBuffer record, ByteBuffer out);

    /** The work that is due. */
    TlsWork work();

    /** Whether the handshake is over, and well. */
    boolean isEstablished();

    /** Who the other end is, once that {@linkplain #isEstablished is established}. */
    LinkPeer peer();

    /** Says goodbye: there is a record to be written, and nothing after it. */
    void closeOutput();

    /** Whether the peer has said goodbye. */
    boolean isInputClosed();
}
