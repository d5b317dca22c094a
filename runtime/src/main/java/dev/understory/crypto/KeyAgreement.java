package dev.understory.crypto;

import dev.understory.crypto.Agreement.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** The ephemeral key agreement of wire.md, sections 1.3 and 1.4: X25519 between Ed25519 keys, then HKDF-SHA256. */
final class KeyAgreement {
    private static final int LENGTH = 32;
    private static final byte[] NEGOTIATED = "understory negotiated keys 1".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] HYBRID = "understory hybrid seed".getBytes(StandardCharsets.US_ASCII);

    private KeyAgreement() {}

    /** The key pair of an Ed25519 seed; its X25519 scalar is the first half of SHA-512(seed). */
    static EphemeralKey ephemeralKey(byte[] seed32) {
        if (seed32.length != LENGTH) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed32.length);
        }
        byte[] publicKey = new byte[LENGTH];
        Ed25519.generatePublicKey(seed32, 0, publicKey, 0);
        SHA512Digest digest = new SHA512Digest();
        digest.update(seed32, 0, LENGTH);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        byte[] scalar = Arrays.copyOf(hash, LENGTH);
        // The half that Ed25519 signs with, which this key never does.
        byte[] second = Arrays.copyOfRange(hash, LENGTH, hash.length);
        Arrays.fill(hash, (byte) 0);
        Arrays.fill(seed32, (byte) 0);
        return new EphemeralKey(scalar, publicKey, second);
    }

    /** See {@link CryptoSuite#agree}. */
    static Agreement agree(EphemeralKey own, byte[] peer) {
        Reason visible = visibleProblemOf(own, peer);
        if (visible != null) {
            return new Agreement.Rejected(visible);
        }
        if (!Ed25519.validatePublicKeyFull(peer, 0)) {
            boolean onCurve = Ed25519.validatePublicKeyPartial(peer, 0);
            return new Agreement.Rejected(onCurve ? Reason.MIXED_ORDER : Reason.NOT_ON_CURVE);
        }
        byte[] shared = new byte[LENGTH];
        if (!X25519.calculateAgreement(own.scalar(), 0, montgomery(peer), 0, shared, 0)) {
            return new Agreement.Rejected(Reason.ZERO_SECRET);
        }
        SessionSecrets secrets = derive(shared, own.sharedPublicKey(), peer);
        Arrays.fill(shared, (byte) 0);
        return new Agreement.Agreed(secrets);
    }

    /**
     * The u coordinate that X25519 takes of a point of the Edwards curve: (1 + y) / (1 - y), RFC 7748, section 4.1. Undefined
     * for y = 1, the neutral element.
     */
    static byte[] montgomery(byte[] edwards) {
        int[] one = X25519Field.create();
        X25519Field.one(one);
        int[] y = X25519Field.create();
        X25519Field.decode255(edwards, 0, y, 0);
        int[] u = X25519Field.create();
        int[] denominator = X25519Field.create();
        X25519Field.apm(one, y, u, denominator);
        X25519Field.inv(denominator, denominator);
        X25519Field.mul(u, denominator, u);
        X25519Field.normalize(u);
        byte[] encoded = new byte[LENGTH];
        X25519Field.encode(u, encoded, 0);
        return encoded;
    }

    /** Keys and challenge from the shared secret; the side with the smaller ephemeral key sends with the second key. */
    static SessionSecrets derive(byte[] shared, byte[] own, byte[] peer) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(shared, null, null));
        byte[] first = new byte[LENGTH];
        byte[] second = new byte[LENGTH];
        byte[] challenge = new byte[LENGTH];
        byte[] extension = new byte[LENGTH];
        hkdf.generateBytes(first, 0, LENGTH);
        hkdf.generateBytes(second, 0, LENGTH);
        hkdf.generateBytes(challenge, 0, LENGTH);
        hkdf.generateBytes(extension, 0, LENGTH);
        boolean smaller = Arrays.compareUnsigned(own, peer) < 0;
        return smaller
                ? new SessionSecrets(second, first, challenge, extension, true)
                : new SessionSecrets(first, second, challenge, extension, false);
    }

    /** See {@link CryptoSuite#hybridSeed}. */
    static byte[] hybridSeed(EphemeralKey own) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(HKDFParameters.skipExtractParameters(own.second(), HYBRID));
        byte[] seed = new byte[MlKem.SEED];
        hkdf.generateBytes(seed, 0, seed.length);
        return seed;
    }

    /** See {@link CryptoSuite#negotiatedKeys}: HKDF-SHA256 with the transcript's SHA-256 as its salt. */
    static TrafficKeys negotiatedKeys(SessionSecrets secrets, byte[] hybridSecret, byte[] transcript) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(transcript, 0, transcript.length);
        byte[] salt = new byte[digest.getDigestSize()];
        digest.doFinal(salt, 0);
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        byte[] both = Arrays.copyOf(secrets.extension(), LENGTH + hybridSecret.length);
        System.arraycopy(hybridSecret, 0, both, LENGTH, hybridSecret.length);
        hkdf.init(new HKDFParameters(both, salt, NEGOTIATED));
        Arrays.fill(both, (byte) 0);
        byte[] first = new byte[LENGTH];
        byte[] second = new byte[LENGTH];
        hkdf.generateBytes(first, 0, LENGTH);
        hkdf.generateBytes(second, 0, LENGTH);
        return secrets.smaller() ? new TrafficKeys(second, first) : new TrafficKeys(first, second);
    }

    /** What is wrong with a key that can be told without arithmetic. */
    static @Nullable Reason visibleProblemOf(EphemeralKey own, byte[] peer) {
        if (peer.length != LENGTH) {
            return Reason.WRONG_LENGTH;
        }
        if (Arrays.equals(own.sharedPublicKey(), peer)) {
            return Reason.REFLECTED;
        }
        if (EdwardsPoint.isRefused(peer)) {
            return Reason.SMALL_ORDER;
        }
        if (!EdwardsPoint.isCanonical(peer)) {
            return Reason.NOT_CANONICAL;
        }
        return EdwardsPoint.isSmallOrder(peer) ? Reason.SMALL_ORDER : null;
    }
}
