package dev.understory.transport.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads PEM (RFC 7468) as far as configuration needs it. What is wrong is an {@link IllegalArgumentException}. */
final class Pem {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private Pem() {}

    /** All certificates of a text, at least one, in their order. */
    static List<X509Certificate> certificates(String text) {
        List<X509Certificate> all = new ArrayList<>();
        for (byte[] encoded : blocks(text, CERTIFICATE)) {
            all.add(certificate(encoded));
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there is no " + CERTIFICATE + " in this PEM text");
        }
        return all;
    }

    /** The one private key of a text. */
    static PrivateKey privateKey(String text, String algorithm) {
        List<byte[]> keys = blocks(text, PRIVATE_KEY);
        if (keys.size() != 1) {
            throw new IllegalArgumentException("there is not one " + PRIVATE_KEY
                    + " (PKCS#8, not encrypted) in this PEM" + " text, but " + keys.size());
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
        } catch (GeneralSecurityException unfit) {
            throw new IllegalArgumentException("not a private key for " + algorithm + ": " + unfit.getMessage(), unfit);
        }
    }

    /** One certificate, encoded. */
    static X509Certificate certificate(byte[] encoded) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException unfit) {
            throw new IllegalArgumentException("not a certificate: " + unfit.getMessage(), unfit);
        }
    }

    private static List<byte[]> blocks(String text, String label) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        List<byte[]> blocks = new ArrayList<>();
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
            int from = at + begin.length();
            int to = text.indexOf(end, from);
            if (to < 0) {
                throw new IllegalArgumentException("a " + label + " of this PEM text has no end");
            }
            blocks.add(Base64.getMimeDecoder().decode(text.substring(from, to)));
            at = to;
        }
        return blocks;
    }
}
