package dev.understory.crypto;

import dev.understory.crypto.IdentityDecoding.Reason;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jspecify.annotations.Nullable;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.Pairing;

/**
 * BLS12-381 with keys in G1 and signatures in G2, the basic scheme of the IETF draft, by blst. Points at infinity, in a
 * wrong subgroup or not in canonical form are refused, for keys and for signatures.
 */
final class BlsScheme implements SignatureScheme {
    /** The domain separation tag of wire.md, section 1.6. */
    static final String DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
    private static final int WEIGHT_LENGTH = 8;
    private static final P1_Affine MINUS_GENERATOR = P1.generator().neg().to_affine();

    @Override
    public NodeKey generate(byte[] seed32) {
        supranational.blst.SecretKey key = new supranational.blst.SecretKey();
        key.keygen(seed32);
        return nodeKey(key, key.to_bendian());
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        byte[] scalar = secret.secret();
        BigInteger value = new BigInteger(1, scalar);
        if (value.signum() == 0 || value.compareTo(ORDER) >= 0) {
            return new KeyLoading.Unusable("a BLS key is a number above 0 and below the order of the group");
        }
        NodeKey key = nodeKey(secretKey(scalar), scalar);
        Arrays.fill(scalar, (byte) 0);
        return secret.agreesWith(key.publicKey())
                ? new KeyLoading.Loaded(key)
                : new KeyLoading.Unusable("the public key beside the secret is not the secret's");
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        byte[] scalar = key.secret();
        byte[] signature =
                new P2().hash_to(message, DST).sign_with(secretKey(scalar)).compress();
        Arrays.fill(scalar, (byte) 0);
        return signature;
    }

    @Override
    public IdentityDecoding decode(byte[] raw) {
        if (raw[0] == (byte) 0xc0 && isZeroAfterFirst(raw)) {
            return new IdentityDecoding.Rejected(Reason.INFINITY);
        }
        P1_Affine point = point(raw);
        if (point == null) {
            return new IdentityDecoding.Rejected(Reason.NOT_CANONICAL);
        }
        if (!point.in_group()) {
            return new IdentityDecoding.Rejected(Reason.NOT_IN_SUBGROUP);
        }
        return new IdentityDecoding.Decoded(PublicKey.of(KeyType.BLS12_381, raw));
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        P1_Affine point = point(key.bytes());
        P2_Affine claimed = signature(signature);
        return point != null && claimed != null && holds(new P2().hash_to(message, DST), point, claimed);
    }

    /**
     * One pairing equation for both: e(key, H1 + w H2) = e(g, S1 + w S2), with both Miller loops at once.
     *
     * <p>Nobody without the secret can meet it, whatever w is. The weight stops the owner of the key from sending two bad
     * signatures whose errors cancel out, which would make our verdict differ from a node's that checks one by one; it is
     * 64 bits of a hash of all inputs, so they are fixed before it is.
     */
    @Override
    public boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        P1_Affine point = point(key.bytes());
        P2_Affine claimed1 = signature(signature1);
        P2_Affine claimed2 = signature(signature2);
        if (point == null || claimed1 == null || claimed2 == null) {
            return false;
        }
        BigInteger weight = weight(key.bytes(), message1, signature1, message2, signature2);
        P2 hashes = new P2().hash_to(message2, DST).mult(weight).add(new P2().hash_to(message1, DST));
        P2 signatures = claimed2.to_jacobian().mult(weight).add(claimed1);
        return holds(hashes, point, signatures.to_affine());
    }

    private static boolean holds(P2 hash, P1_Affine key, P2_Affine signature) {
        Pairing product = new Pairing(true, DST);
        product.raw_aggregate(hash.to_affine(), key);
        product.raw_aggregate(signature, MINUS_GENERATOR);
        product.commit();
        return product.finalverify();
    }

    /** A number of 64 bits that depends on all parts, each preceded by its length; never 0. */
    private static BigInteger weight(byte[]... parts) {
        SHA256Digest digest = new SHA256Digest();
        for (byte[] part : parts) {
            digest.update((byte) (part.length >>> 24));
            digest.update((byte) (part.length >>> 16));
            digest.update((byte) (part.length >>> 8));
            digest.update((byte) part.length);
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return new BigInteger(1, Arrays.copyOf(hash, WEIGHT_LENGTH)).setBit(8 * WEIGHT_LENGTH - 1);
    }

    /** A point of G1 in canonical form other than infinity, not checked for its subgroup; null for anything else. */
    private static @Nullable P1_Affine point(byte[] raw) {
        try {
            P1_Affine point = new P1_Affine(raw);
            return point.is_inf() || !Arrays.equals(point.compress(), raw) ? null : point;
        } catch (RuntimeException notAPoint) {
            // blst reports bad encodings and points off the curve by RuntimeException
            return null;
        }
    }

    /** A signature that may take part in an equation: canonical, not infinity, in the subgroup. */
    private static @Nullable P2_Affine signature(byte[] raw) {
        if (raw.length != KeyType.BLS12_381.signatureLength()) {
            return null;
        }
        try {
            P2_Affine point = new P2_Affine(raw);
            return point.is_inf() || !point.in_group() || !Arrays.equals(point.compress(), raw) ? null : point;
        } catch (RuntimeException notAPoint) {
            return null;
        }
    }

    private static supranational.blst.SecretKey secretKey(byte[] scalar) {
        supranational.blst.SecretKey key = new supranational.blst.SecretKey();
        key.from_bendian(scalar);
        return key;
    }

    private static NodeKey nodeKey(supranational.blst.SecretKey key, byte[] scalar) {
        return new NodeKey(scalar, PublicKey.of(KeyType.BLS12_381, new P1(key).compress()));
    }

    private static boolean isZeroAfterFirst(byte[] raw) {
        int or = 0;
        for (int i = 1; i < raw.length; i++) {
            or |= raw[i];
        }
        return or == 0;
    }
}
