package dev.understory.transport.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

/** Carries our verdict on a chain through the JDK's TLS, which tells the peer of it with the alert that fits. */
final class ChainRefused extends CertificateException {
    private static final long serialVersionUID = 1;

    private final transient TlsProblem problem;

    ChainRefused(TlsProblem problem) {
        super(problem.detail(), cause(problem));
        this.problem = problem;
    }

    TlsProblem problem() {
        return problem;
    }

    private static CertPathValidatorException cause(TlsProblem problem) {
        CertPathValidatorException.BasicReason reason = switch (problem.failure()) {
            case EXPIRED -> CertPathValidatorException.BasicReason.EXPIRED;
            case NOT_YET_VALID -> CertPathValidatorException.BasicReason.NOT_YET_VALID;
            default -> CertPathValidatorException.BasicReason.UNSPECIFIED;
        };
        return new CertPathValidatorException(problem.detail(), null, null, -1, reason);
    }
}
