package dev.understory.transport.tls;

import dev.understory.wire.Bytes;

/** Whom a dial expects to reach, beyond somebody whom the trust vouches for. */
public sealed interface TlsExpectation {
    /** Anybody who is trusted: for networks where the authority admits members only, or the trust pins them. */
    record AnyTrusted() implements TlsExpectation {}

    /**
     * Somebody whose certificate is for this host.
     *
     * @param host a name, which is also told to the server (SNI), or an address literal, which is not
     */
    record Named(String host) implements TlsExpectation {}

    /**
     * The one with this public key.
     *
     * @param keyFingerprint SHA-256 of its SubjectPublicKeyInfo
     */
    record Pinned(Bytes keyFingerprint) implements TlsExpectation {}
}
