package dev.understory.transport.tls;

import dev.understory.wire.Bytes;

/** Whom a dial expects to reach, beyond somebody whom the trust vouches for. */
public sealed interface TlsExpectation {
    /** Anybody who is trusted: for networks where the authority admits members only, or the trust pins them. */
    record AnyTrusted() implements TlsExpectation {}

    /**
     * Somebody whose certificate is for this host.
     *
     * @param host a name, which is also told to the server (SNI) if it is one that DNS can have, or an address literal, which is
     *     not; the dot at the end of an absolute name is dropped
     */
    record Named(String host) implements TlsExpectation {
        public Named {
            host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            if (host.isEmpty()) {
                throw new IllegalArgumentException("whom to expect needs a name");
            }
        }
    }

    /**
     * The one with this public key.
     *
     * @param keyFingerprint SHA-256 of its SubjectPublicKeyInfo
     */
    record Pinned(Bytes keyFingerprint) implements TlsExpectation {}
}
