package dev.understory.transport.tls;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one end does TLS. The version is 1.3 and no other; there is no resumption of sessions and no data before the
 * handshake is complete, so that every link shows its certificates and has them checked against the present time.
 *
 * @param own what this end shows of itself; null for one that only dials, and shows nothing
 * @param trust whom it trusts
 * @param mutual whether whoever dials has to show a certificate
 * @param protocols names of application protocols (ALPN), the best first; none to leave ALPN out. Whoever listens refuses
 *     a dialler that offers others only
 * @param limits what it takes of a peer
 */
public record TlsSettings(
        @Nullable TlsIdentity own, TlsTrust trust, boolean mutual, List<String> protocols, TlsLimits limits) {
    private static final int LONGEST_PROTOCOL = 255;
    private static final int MOST_PROTOCOLS = 16;

    public TlsSettings {
        protocols = List.copyOf(protocols);
        if (protocols.size() > MOST_PROTOCOLS) {
            throw new IllegalArgumentException("there are at most " + MOST_PROTOCOLS + " application protocols");
        }
        for (String protocol : protocols) {
            int length = protocol.getBytes(StandardCharsets.US_ASCII).length;
            if (length < 1 || length > LONGEST_PROTOCOL || !protocol.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("an application protocol has 1 to 255 printable characters");
            }
        }
    }

    /** For a permissioned network: both ends show certificates of these authorities. */
    public static TlsSettings mutual(TlsIdentity own, TlsTrust trust) {
        return new TlsSettings(own, trust, true, List.of(), TlsLimits.defaults());
    }

    /** The same with other application protocols. */
    public TlsSettings withProtocols(List<String> names) {
        return new TlsSettings(own, trust, mutual, names, limits);
    }

    /** The same with other limits. */
    public TlsSettings withLimits(TlsLimits other) {
        return new TlsSettings(own, trust, mutual, protocols, other);
    }
}
