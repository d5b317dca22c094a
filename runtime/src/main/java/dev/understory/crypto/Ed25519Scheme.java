package dev.understory.crypto;

import dev.understory.crypto.IdentityDecoding.Reason;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Pure Ed25519 of RFC 8032, by BouncyCastle, which takes a tenth of the JDK's time. Keys of small order, under which
 * signatures can be made without a secret, and non-canonical keys are refused.
 */
final class Ed25519Scheme implements SignatureScheme {
    @Override
    public NodeKey generate(byte[] seed32) {
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed32, 0, publicKey, 0);
        return new NodeKey(seed32, PublicKey.of(KeyType.ED25519, publicKey));
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        byte[] seed = secret.secret();
        NodeKey key = generate(seed);
        Arrays.fill(seed, (byte) 0);
        return secret.agreesWith(key.publicKey())
                ? new KeyLoading.Loaded(key)
                : new KeyLoading.Unusable("the public key beside the seed is not the seed's");
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        byte[] seed = key.secret();
        Ed25519.sign(seed, 0, key.publicKey().bytes(), 0, message, 0, message.length, signature, 0);
        Arrays.fill(seed, (byte) 0);
        return signature;
    }

    @Override
    public IdentityDecoding decode(byte[] raw) {
        if (!EdwardsPoint.isCanonical(raw)) {
            return new IdentityDecoding.Rejected(Reason.NOT_CANONICAL);
        }
        if (EdwardsPoint.isSmallOrder(raw)) {
            return new IdentityDecoding.Rejected(Reason.INFINITY);
        }
        if (!Ed25519.validatePublicKeyPartial(raw, 0)) {
            return new IdentityDecoding.Rejected(Reason.NOT_ON_CURVE);
        }
        return new IdentityDecoding.Decoded(PublicKey.of(KeyType.ED25519, raw));
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, key.bytes(), 0, message, 0, message.length);
    }

    /** Decodes the key once for both. */
    @Override
    public boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        if (signature1.length != Ed25519.SIGNATURE_SIZE || signature2.length != Ed25519.SIGNATURE_SIZE) {
            return false;
        }
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyPartialExport(key.bytes(), 0);
        return point != null
                && Ed25519.verify(signature1, 0, point, message1, 0, message1.length)
                && Ed25519.verify(signature2, 0, point, message2, 0, message2.length);
    }
}
