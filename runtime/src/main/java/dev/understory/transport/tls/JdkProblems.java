package dev.understory.transport.tls;

import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the JDK's exceptions mean. Their texts are not a contract: what is not recognised is {@code PROTOCOL}, with the text. */
final class JdkProblems {
    private static final List<String> NOT_TLS =
            List.of("Unsupported or unrecognized SSL message", "Not an SSL/TLS record");
    private static final List<String> NO_CERTIFICATE =
            List.of("Empty client certificate chain", "Empty server certificate chain", "bad_certificate: null cert");
    private static final List<String> NOTHING_IN_COMMON = List.of(
            "no cipher suites in common",
            "No appropriate protocol",
            "No matching application layer protocol",
            "not accepted by server preferences",
            "not accepted by client preferences",
            "is not enabled or supported",
            "not supported in the client",
            "No available authentication scheme",
            "No matching");
    private static final int DEEPEST = 16;

    private JdkProblems() {}

    static TlsProblem of(SSLException problem, boolean established) {
        ChainRefused verdict = verdict(problem);
        if (verdict != null) {
            return verdict.problem();
        }
        String text = String.valueOf(problem.getMessage());
        if (text.contains("Received fatal alert")) {
            return new TlsProblem(TlsFailure.REFUSED_BY_PEER, text);
        }
        TlsFailure failure = TlsFailure.PROTOCOL;
        if (!established) {
            failure = isOneOf(text, NOT_TLS) ? TlsFailure.NOT_TLS : failure;
            failure = isOneOf(text, NO_CERTIFICATE) ? TlsFailure.NO_CERTIFICATE : failure;
            failure = isOneOf(text, NOTHING_IN_COMMON) ? TlsFailure.NOTHING_IN_COMMON : failure;
        }
        return new TlsProblem(failure, text);
    }

    private static @Nullable ChainRefused verdict(Throwable problem) {
        Throwable cause = problem;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof ChainRefused refused) {
                return refused;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static boolean isOneOf(String text, List<String> beginnings) {
        return beginnings.stream().anyMatch(text::contains);
    }
}
