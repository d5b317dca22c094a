package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Judges a chain of certificates (RFC 5280): dates by the node's clock, not the machine's; then the path to an authority of
 * ours, or to a certificate of ours that the peer itself shows; then whether it is meant for this role, and for the one expected. Revocation lists are not asked: who is
 * unwelcome is taken out of the trust.
 */
final class ChainCheck {
    /** Certificates that a peer may show. */
    static final int LONGEST_CHAIN = 8;

    /** Paths that are remembered by those who remember any; the oldest is forgotten first. */
    static final int MOST_REMEMBERED = 1024;

    private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNING = 5;

    /** What a chain is found to be. */
    sealed interface Verdict {
        /** In order. */
        record Good(LinkPeer peer) implements Verdict {}

        /** Not, and why. */
        record Bad(TlsProblem problem) implements Verdict {}
    }

    /**
     * What there is to remember of a path: its arithmetic, but no dates.
     *
     * @param roots the certificates of our trust that vouch for it: none, one, or those that an authority has for one key
     * @param fault what is wrong if there are none
     */
    private record Path(List<X509Certificate> roots, String fault) {}

    private final TlsTrust trust;
    private final InstantSource clock;
    private final @Nullable Map<List<X509Certificate>, Path> paths;

    /**
     * A check.
     *
     * @param remembering whether the arithmetic for one chain is done once only; then for use by one thread
     */
    ChainCheck(TlsTrust trust, InstantSource clock, boolean remembering) {
        this.trust = trust;
        this.clock = clock;
        this.paths = remembering ? new LinkedHashMap<>() : null;
    }

    /** Judges {@code chain} of a server, or of a client. */
    Verdict check(List<X509Certificate> chain, boolean ofServer, TlsExpectation expected) {
        if (chain.isEmpty()) {
            return bad(TlsFailure.NO_CERTIFICATE, "the peer shows no certificate");
        }
        if (chain.size() > LONGEST_CHAIN) {
            return bad(TlsFailure.UNTRUSTED, "the peer shows " + chain.size() + " certificates");
        }
        Instant now = clock.instant();
        TlsProblem problem = checkDates(chain, now);
        if (problem == null) {
            problem = checkPath(chain, now);
        }
        if (problem == null) {
            problem = checkUse(chain.get(0), ofServer);
        }
        if (problem != null) {
            return new Verdict.Bad(problem);
        }
        LinkPeer peer = Certificates.describe(chain);
        if (!Certificates.isExpected(peer, expected)) {
            return bad(
                    TlsFailure.WRONG_PEER, "expected " + expected + ", not " + peer.subject() + " of " + peer.names());
        }
        if (!trust.admitted().test(peer)) {
            return bad(TlsFailure.UNTRUSTED, peer.subject() + " is not among those admitted");
        }
        return new Verdict.Good(peer);
    }

    private static @Nullable TlsProblem checkDates(List<X509Certificate> chain, Instant now) {
        for (X509Certificate each : chain) {
            if (now.isAfter(each.getNotAfter().toInstant())) {
                return new TlsProblem(
                        TlsFailure.EXPIRED,
                        each.getSubjectX500Principal() + " was valid until "
                                + each.getNotAfter().toInstant() + ", it is " + now);
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                return new TlsProblem(
                        TlsFailure.NOT_YET_VALID,
                        each.getSubjectX500Principal() + " is valid from "
                                + each.getNotBefore().toInstant() + ", it is " + now);
            }
        }
        return null;
    }

    private @Nullable TlsProblem checkPath(List<X509Certificate> chain, Instant now) {
        Path path;
        if (paths == null) {
            path = validate(chain, now);
        } else {
            path = paths.get(chain);
            if (path == null) {
                path = validate(chain, now);
                if (paths.size() >= MOST_REMEMBERED) {
                    paths.remove(paths.keySet().iterator().next());
                }
                paths.put(chain, path);
            }
        }
        return path.roots().isEmpty()
                ? new TlsProblem(TlsFailure.UNTRUSTED, path.fault())
                : checkRootDates(path.roots(), now);
    }

    /** An authority may have been renewed with its key: one of its certificates that is valid now is enough. */
    private static @Nullable TlsProblem checkRootDates(List<X509Certificate> roots, Instant now) {
        TlsProblem first = null;
        for (X509Certificate root : roots) {
            TlsProblem problem = checkDates(List.of(root), now);
            if (problem == null) {
                return null;
            }
            first = first == null ? problem : first;
        }
        return first;
    }

    private Path validate(List<X509Certificate> chain, Instant now) {
        X509Certificate own = chain.get(0);
        if (trust.authorities().contains(own)) {
            return new Path(List.of(own), "");
        }
        List<X509Certificate> below = new ArrayList<>();
        for (X509Certificate each : chain) {
            if (mayVouch(each) && trust.authorities().contains(each)) {
                break;
            }
            below.add(each);
        }
        X500Principal issuer = below.get(below.size() - 1).getIssuerX500Principal();
        List<X509Certificate> roots = new ArrayList<>();
        String fault = "nobody we trust is " + issuer;
        for (X509Certificate each : trust.authorities()) {
            if (mayVouch(each) && each.getSubjectX500Principal().equals(issuer)) {
                String against = validate(below, each, now);
                if (against == null) {
                    roots.add(each);
                } else {
                    fault = against;
                }
            }
        }
        return new Path(
                roots, own.getSubjectX500Principal() + ", issued by " + own.getIssuerX500Principal() + ": " + fault);
    }

    /** What is wrong with the path from this root down, or null. */
    private static @Nullable String validate(List<X509Certificate> below, X509Certificate root, Instant now) {
        try {
            PKIXParameters parameters = new PKIXParameters(Collections.singleton(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
            return null;
        } catch (GeneralSecurityException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** Whether a certificate is an authority's. The validator asks that of those on the path, but not of its root. */
    private static boolean mayVouch(X509Certificate certificate) {
        boolean[] uses = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (uses == null || uses[CERTIFICATE_SIGNING]);
    }

    private static @Nullable TlsProblem checkUse(X509Certificate own, boolean ofServer) {
        try {
            List<String> uses = own.getExtendedKeyUsage();
            boolean fits = uses == null || uses.contains(ofServer ? SERVER_USE : CLIENT_USE) || uses.contains(ANY_USE);
            boolean[] keyUses = own.getKeyUsage();
            boolean signs = keyUses == null || keyUses[DIGITAL_SIGNATURE];
            return fits && signs
                    ? null
                    : new TlsProblem(
                            TlsFailure.UNTRUSTED,
                            own.getSubjectX500Principal() + " is not meant for a " + (ofServer ? "server" : "client"));
        } catch (GeneralSecurityException unreadable) {
            return new TlsProblem(
                    TlsFailure.UNTRUSTED, "a use of a key that cannot be read: " + unreadable.getMessage());
        }
    }

    private static Verdict bad(TlsFailure failure, String detail) {
        return new Verdict.Bad(new TlsProblem(failure, detail));
    }
}
