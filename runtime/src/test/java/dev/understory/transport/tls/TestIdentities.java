package dev.understory.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of tests, made once with OpenSSL. All are valid from 2020 to 2119 but {@code expired} (to 2020) and {@code future}
 * (from 2110). {@code ca} vouches for {@code server}, {@code client}, {@code rsa}, {@code ec}, {@code expired} and {@code
 * future}; {@code other-ca} for {@code stranger}. All are for {@code server.test} but {@code client}.
 *
 * <p>{@code forged}, for {@code a.example}, is signed with the key of {@code client}, which is no authority. {@code orphan} is signed
 * with the one key of {@code old-ca} (to 2030), {@code renewed-ca} (from 2025) and {@code crl-ca}, which may sign no certificates.
 */
public final class TestIdentities {
    /** When tests take place. */
    public static final Instant THEN = Instant.parse("2030-06-01T12:00:00Z");

    /** A clock that stands. */
    public static final InstantSource CLOCK = InstantSource.fixed(THEN);

    private TestIdentities() {}

    /** Both ends show certificates: this one its own, of {@code ca}, and it trusts {@code ca}. */
    public static TlsSettings mutual(String own) {
        return TlsSettings.mutual(identity(own), trust("ca"));
    }

    /** For one that shows {@code own}, or nothing, and trusts that authority. */
    public static TlsSettings settings(@Nullable String own, String authority, boolean mutual) {
        return new TlsSettings(
                own == null ? null : identity(own), trust(authority), mutual, List.of(), TlsLimits.defaults());
    }

    /** A key with its certificate. */
    public static TlsIdentity identity(String name) {
        return TlsIdentity.of(pem(name));
    }

    /** An authority. */
    public static TlsTrust trust(String authority) {
        return TlsTrust.of(pem(authority));
    }

    /** The text of a file. */
    public static String pem(String name) {
        try (InputStream in = TestIdentities.class.getResourceAsStream("/tls/" + name + ".pem")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
