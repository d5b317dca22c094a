package dev.understory.transport.tls;

/** Who waits for what comes of a handshake. Called on the link's dispatcher. */
interface TlsReport {
    /** The link can be handed out. */
    void secured(TlsLink link);

    /** It never will be. */
    void failed(TlsProblem problem);

    /** The link is its owner's now, or has ended without one. Called once. */
    void released();
}
