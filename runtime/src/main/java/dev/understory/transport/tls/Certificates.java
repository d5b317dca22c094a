package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import dev.understory.wire.Bytes;
import io.netty.util.NetUtil;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What certificates say of their holder. */
final class Certificates {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;

    private Certificates() {}

    /** The holder of a chain, as far as it is proven by it. */
    static LinkPeer describe(List<X509Certificate> chain) {
        List<Bytes> encoded = new ArrayList<>(chain.size());
        chain.forEach(each -> encoded.add(Bytes.wrap(encode(each))));
        X509Certificate own = chain.get(0);
        return new LinkPeer(encoded, own.getSubjectX500Principal().getName(), names(own), keyFingerprint(own), null);
    }

    /** A certificate, encoded. */
    static byte[] encode(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read can be written", impossible);
        }
    }

    /** SHA-256 of the public key. */
    static Bytes keyFingerprint(X509Certificate certificate) {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Whether it is the one that was meant. */
    static boolean isExpected(LinkPeer peer, TlsExpectation expected) {
        return switch (expected) {
            case TlsExpectation.AnyTrusted any -> true;
            case TlsExpectation.Pinned pinned -> peer.keyFingerprint().equals(pinned.keyFingerprint());
            case TlsExpectation.Named named -> peer.names().stream().anyMatch(name -> covers(name, named.host()));
        };
    }

    /** Whether a certificate's name is this host (RFC 9525): as it stands, or with a star for the first of its labels. */
    static boolean covers(String name, String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address != null) {
            return Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(name));
        }
        String wanted = host.toLowerCase(Locale.ROOT);
        String given = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return given.equals(wanted)
                || (given.startsWith("*.")
                        && given.indexOf('.', 2) > 0
                        && dot > 0
                        && given.substring(1).equals(wanted.substring(dot)));
    }

    private static List<String> names(X509Certificate own) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = own.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    int type = (Integer) each.get(0);
                    if ((type == DNS_NAME || type == ADDRESS) && each.get(1) instanceof String name) {
                        names.add(name);
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            // Names that cannot be read are no names: the certificate is for nobody by name.
            names.clear();
        }
        return names;
    }
}
