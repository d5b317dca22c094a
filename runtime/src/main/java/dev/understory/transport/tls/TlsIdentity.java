package dev.understory.transport.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What this end shows of itself: a key, and the certificates that vouch for it, its own first.
 *
 * @param key belongs to the first certificate
 * @param chain in order; authorities that everybody has may be left out
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a key needs a certificate");
        }
        String family = chain.get(0).getPublicKey().getAlgorithm();
        if (!sameFamily(key.getAlgorithm(), family)) {
            throw new IllegalArgumentException(
                    "the key is for " + key.getAlgorithm() + ", but the first certificate for " + family);
        }
    }

    /** A private key (PKCS#8) and its certificates, as PEM in one text. */
    public static TlsIdentity of(String pem) {
        List<X509Certificate> chain = Pem.certificates(pem);
        return new TlsIdentity(Pem.privateKey(pem, chain.get(0).getPublicKey().getAlgorithm()), chain);
    }

    /** The same curve has two names in the JDK. */
    private static boolean sameFamily(String one, String other) {
        return one.equals(other) || (one.startsWith("Ed") && other.startsWith("Ed"));
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
