package dev.understory.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.tls.TlsSettings;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificates of simulated nodes, as the JDK reads them. */
final class CertificatesTest {
    private final Certificates authority = new Certificates(seed(1));

    private static byte[] seed(int number) {
        byte[] seed = new byte[Certificates.SEED];
        seed[5] = (byte) number;
        return seed;
    }

    private static X509Certificate own(TlsSettings settings) {
        return Objects.requireNonNull(settings.own()).chain().getFirst();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 126, 127, 128, 254, 255, 32_767, 999_999})
    void theAuthorityVouchesForANodeByItsName(int number) throws GeneralSecurityException {
        TlsSettings settings = authority.of(number, "full-" + number, seed(2));
        X509Certificate own = own(settings);
        X509Certificate root = settings.trust().authorities().getFirst();
        own.verify(root.getPublicKey());
        root.verify(root.getPublicKey());
        own.checkValidity(Date.from(Certificates.EPOCH));
        assertThat(own.getSerialNumber().intValueExact()).isEqualTo(number + 1);
        assertThat(own.getSubjectX500Principal().getName()).isEqualTo("CN=full-" + number);
        assertThat(own.getSubjectAlternativeNames()).containsExactly(List.of(2, "full-" + number));
        assertThat(own.getBasicConstraints()).isNegative();
        assertThat(root.getBasicConstraints()).isNotNegative();
        assertThat(root.getKeyUsage()[5]).isTrue();
        assertThat(own.getKeyUsage()[0]).isTrue();
        assertThat(own.getKeyUsage()[5]).isFalse();
    }

    @Test
    void theyAreTheSameForASeedAndOthersForAnother() {
        X509Certificate one = own(authority.of(3, "full-3", seed(2)));
        assertThat(own(new Certificates(seed(1)).of(3, "full-3", seed(2)))).isEqualTo(one);
        assertThat(own(new Certificates(seed(9)).of(3, "full-3", seed(2)))).isNotEqualTo(one);
        assertThat(own(authority.of(3, "full-3", seed(4)))).isNotEqualTo(one);
    }

    /** As long as a name may be: the encoding of lengths changes twice on the way. */
    @Test
    void longNamesAreEncoded() {
        String name = "g".repeat(64) + "-999999";
        assertThat(own(authority.of(1, name, seed(2))).getSubjectX500Principal().getName())
                .isEqualTo("CN=" + name);
    }
}
