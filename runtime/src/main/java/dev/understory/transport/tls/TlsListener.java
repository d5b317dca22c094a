package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import dev.understory.wire.Bytes;

/** What a {@link TlsMachine} has done. Called from within its methods; must not call back into it. */
public interface TlsListener {
    /** An array for what is written next, of at least that size; it may be lent again after each {@link #write}. */
    byte[] buffer(int size);

    /** These bytes go to the peer. */
    void write(Bytes encrypted);

    /** The peer has sent this. */
    void received(Bytes plain);

    /** This has to be done elsewhere; {@link TlsMachine#worked()} or {@link TlsMachine#overloaded()} answers. */
    void work(TlsWork work);

    /** The handshake is complete: from now on data goes both ways. */
    void secured(LinkPeer peer);

    /** The peer has ended its side in good order; nothing more comes from it. */
    void ended();

    /**
     * It is over.
     *
     * @param told whether the last thing written tells the peer so, which it should have a chance to read
     */
    void failed(TlsProblem problem, boolean told);
}
