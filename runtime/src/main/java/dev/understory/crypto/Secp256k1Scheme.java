package dev.understory.crypto;

import dev.understory.crypto.IdentityDecoding.Reason;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * ECDSA over secp256k1 and SHA-256, by BouncyCastle: r and s of 32 bytes each, s in the lower half, deterministic nonces
 * (RFC 6979). A key may come compressed, as x and y, or as 0x04, x and y; the compressed form is its identity.
 */
final class Secp256k1Scheme implements SignatureScheme {
    private static final ECDomainParameters DOMAIN = domain();
    private static final BigInteger HALF_ORDER = DOMAIN.getN().shiftRight(1);
    private static final int FIELD_LENGTH = 32;

    @Override
    public NodeKey generate(byte[] seed32) {
        BigInteger most = DOMAIN.getN().subtract(BigInteger.ONE);
        return nodeKey(new BigInteger(1, seed32).mod(most).add(BigInteger.ONE));
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        BigInteger scalar = number(secret.secret());
        if (scalar.signum() == 0 || scalar.compareTo(DOMAIN.getN()) >= 0) {
            return new KeyLoading.Unusable("a secp256k1 key is a number above 0 and below the order of the group");
        }
        NodeKey key = nodeKey(scalar);
        return secret.agreesWith(key.publicKey())
                ? new KeyLoading.Loaded(key)
                : new KeyLoading.Unusable("the public key beside the secret is not the secret's");
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(number(key.secret()), DOMAIN));
        BigInteger[] signature = signer.generateSignature(hash(message));
        BigInteger s = signature[1];
        byte[] encoded = new byte[2 * FIELD_LENGTH];
        BigIntegers.asUnsignedByteArray(signature[0], encoded, 0, FIELD_LENGTH);
        BigInteger low = s.compareTo(HALF_ORDER) > 0 ? DOMAIN.getN().subtract(s) : s;
        BigIntegers.asUnsignedByteArray(low, encoded, FIELD_LENGTH, FIELD_LENGTH);
        return encoded;
    }

    @Override
    public IdentityDecoding decode(byte[] raw) {
        byte[] encoded = raw;
        if (raw.length == 2 * FIELD_LENGTH) {
            encoded = new byte[1 + raw.length];
            encoded[0] = 4;
            System.arraycopy(raw, 0, encoded, 1, raw.length);
        }
        boolean compressed = encoded.length == 1 + FIELD_LENGTH && (encoded[0] == 2 || encoded[0] == 3);
        boolean whole = encoded.length == 1 + 2 * FIELD_LENGTH && encoded[0] == 4;
        if (!compressed && !whole) {
            return new IdentityDecoding.Rejected(Reason.NOT_CANONICAL);
        }
        try {
            ECPoint point = DOMAIN.getCurve().decodePoint(encoded);
            return new IdentityDecoding.Decoded(PublicKey.of(KeyType.SECP256K1, point.getEncoded(true)));
        } catch (IllegalArgumentException notAPoint) {
            return new IdentityDecoding.Rejected(Reason.NOT_ON_CURVE);
        }
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        if (signature.length != 2 * FIELD_LENGTH) {
            return false;
        }
        BigInteger r = new BigInteger(1, Arrays.copyOf(signature, FIELD_LENGTH));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, FIELD_LENGTH, 2 * FIELD_LENGTH));
        if (s.compareTo(HALF_ORDER) > 0) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(DOMAIN.getCurve().decodePoint(key.bytes()), DOMAIN));
        return verifier.verifySignature(hash(message), r, s);
    }

    private static NodeKey nodeKey(BigInteger scalar) {
        ECPoint point = new FixedPointCombMultiplier().multiply(DOMAIN.getG(), scalar);
        byte[] secret = BigIntegers.asUnsignedByteArray(FIELD_LENGTH, scalar);
        NodeKey key = new NodeKey(secret, PublicKey.of(KeyType.SECP256K1, point.getEncoded(true)));
        Arrays.fill(secret, (byte) 0);
        return key;
    }

    /** The number that secret bytes stand for; zeroes them. The number itself no Java library can zero. */
    private static BigInteger number(byte[] secret) {
        BigInteger number = new BigInteger(1, secret);
        Arrays.fill(secret, (byte) 0);
        return number;
    }

    private static byte[] hash(byte[] message) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(message, 0, message.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static ECDomainParameters domain() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }
}
