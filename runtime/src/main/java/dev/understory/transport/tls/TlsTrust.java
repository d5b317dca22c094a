package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import dev.understory.wire.Bytes;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whom we trust: who is vouched for by one of these authorities (or is one of them: a pinned certificate), and is admitted
 * besides. A pinned certificate that is not an authority's vouches for nobody but its holder. The platform's own
 * authorities never count.
 *
 * @param authorities certificates of authorities, or of the peers themselves
 * @param admitted a second condition, on what the first has proven; called on any thread, and must not block
 */
public record TlsTrust(List<X509Certificate> authorities, Predicate<LinkPeer> admitted) {
    public TlsTrust {
        authorities = List.copyOf(authorities);
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("there is nobody to trust");
        }
    }

    /** Whoever one of these authorities vouches for: certificates as PEM. */
    public static TlsTrust of(String pem) {
        return new TlsTrust(Pem.certificates(pem), peer -> true);
    }

    /** The same authorities, but of those they vouch for only the holders of these keys (SHA-256 of SubjectPublicKeyInfo). */
    public TlsTrust onlyKeys(List<Bytes> fingerprints) {
        List<Bytes> allowed = List.copyOf(fingerprints);
        return new TlsTrust(authorities, peer -> admitted.test(peer) && allowed.contains(peer.keyFingerprint()));
    }
}
