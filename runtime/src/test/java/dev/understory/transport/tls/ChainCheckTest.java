package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who vouches for whom; what is remembered of a path must not change the answer. */
final class ChainCheckTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(TestIdentities.THEN);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPinnedCertificateIsGoodForItsHolderAndVouchesForNobodyElse(boolean remembering) {
        ChainCheck check = check(remembering, "server", "client");
        assertThat(verdict(check, "server")).isNull();
        assertThat(verdict(check, "client")).isNull();
        assertThat(verdict(check, "rsa")).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(verdict(check, "forged")).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(verdict(check, "forged", "client")).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(verdict(check, "forged", "client", "ca")).isEqualTo(TlsFailure.UNTRUSTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPinBesideAnAuthorityVouchesForNobodyEither(boolean remembering) {
        ChainCheck check = check(remembering, "ca", "client");
        assertThat(verdict(check, "server")).isNull();
        assertThat(verdict(check, "server", "ca")).isNull();
        assertThat(verdict(check, "client")).isNull();
        assertThat(verdict(check, "forged")).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(verdict(check, "forged", "client")).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(verdict(check, "forged", "client", "ca")).isEqualTo(TlsFailure.UNTRUSTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAuthorityThatMaySignNoCertificatesVouchesForNone(boolean remembering) {
        assertThat(verdict(check(remembering, "crl-ca"), "orphan")).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(verdict(check(remembering, "renewed-ca"), "orphan")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDatesOfAPinCount(boolean remembering) {
        assertThat(verdict(check(remembering, "expired"), "expired")).isEqualTo(TlsFailure.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDatesOfAnAuthorityCountAlsoWhereThePeerLeavesItOut(boolean remembering) {
        ChainCheck check = check(remembering, "old-ca");
        now.set(Instant.parse("2029-12-31T00:00:00Z"));
        assertThat(verdict(check, "orphan")).isNull();
        now.set(TestIdentities.THEN);
        assertThat(verdict(check, "orphan")).isEqualTo(TlsFailure.EXPIRED);
        assertThat(verdict(check, "orphan", "old-ca")).isEqualTo(TlsFailure.EXPIRED);
        assertThat(verdict(check(remembering, "renewed-ca"), "orphan")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAuthorityThatWasRenewedWithItsKeyIsValidAsLongAsOneOfItsCertificates(boolean remembering) {
        ChainCheck check = check(remembering, "old-ca", "renewed-ca");
        now.set(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(verdict(check, "orphan")).isNull();
        now.set(TestIdentities.THEN);
        assertThat(verdict(check, "orphan")).isNull();
    }

    private ChainCheck check(boolean remembering, String... trusted) {
        InstantSource clock = now::get;
        return new ChainCheck(new TlsTrust(chain(trusted), peer -> true), clock, remembering);
    }

    /** What is wrong with a chain, if anything; the same when it is asked again. */
    private static TlsFailure verdict(ChainCheck check, String... names) {
        TlsFailure first = once(check, names);
        assertThat(once(check, names)).isEqualTo(first);
        return first;
    }

    private static TlsFailure once(ChainCheck check, String... names) {
        ChainCheck.Verdict verdict = check.check(chain(names), true, new TlsExpectation.AnyTrusted());
        return verdict instanceof ChainCheck.Verdict.Bad bad ? bad.problem().failure() : null;
    }

    private static List<X509Certificate> chain(String... names) {
        List<X509Certificate> chain = new ArrayList<>();
        for (String name : names) {
            chain.add(Pem.certificates(TestIdentities.pem(name)).get(0));
        }
        return chain;
    }
}
