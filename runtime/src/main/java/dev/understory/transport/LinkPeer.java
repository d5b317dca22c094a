package dev.understory.transport;

import dev.understory.wire.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the other end of a link has proven to be before the link was handed out. Everything here was checked against the
 * trust of this end; what was not proven is empty.
 *
 * @param certificates its certificates, encoded (X.509, DER), its own first; none if it was not asked for one
 * @param subject the distinguished name of its own certificate, as RFC 2253 writes it; or empty
 * @param names the host names and addresses its own certificate is for
 * @param keyFingerprint SHA-256 of its public key, encoded (SubjectPublicKeyInfo); or empty
 * @param protocol the application protocol that both ends agreed on (ALPN), if any
 */
public record LinkPeer(
        List<Bytes> certificates,
        String subject,
        List<String> names,
        Bytes keyFingerprint,
        @Nullable String protocol) {
    public LinkPeer {
        certificates = List.copyOf(certificates);
        names = List.copyOf(names);
    }

    /** Somebody who proved nothing but that he speaks the protocol. */
    public static LinkPeer unproven(@Nullable String protocol) {
        return new LinkPeer(List.of(), "", List.of(), Bytes.EMPTY, protocol);
    }

    /** The same peer with an agreed application protocol. */
    public LinkPeer speaking(@Nullable String agreed) {
        return new LinkPeer(certificates, subject, names, keyFingerprint, agreed);
    }
}
