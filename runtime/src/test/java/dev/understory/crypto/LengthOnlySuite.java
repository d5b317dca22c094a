package dev.understory.crypto;

import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Cryptography with the right lengths and no secrets, for tests of what stands above it. Signatures can be forged by
 * whoever knows a public key, but a wrong key, message or frame is told from a right one.
 */
public final class LengthOnlySuite implements CryptoSuite {
    @Override
    public EphemeralKey ephemeralKey(byte[] seed32) {
        return new EphemeralKey(seed32.clone(), hash("ephemeral", seed32));
    }

    @Override
    public Agreement agree(EphemeralKey own, byte[] peerPublicKey) {
        int order = Arrays.compareUnsigned(own.publicKey(), peerPublicKey);
        if (order == 0) {
            return new Agreement.Rejected(Agreement.Reason.REFLECTED);
        }
        byte[] low = order < 0 ? own.publicKey() : peerPublicKey;
        byte[] high = order < 0 ? peerPublicKey : own.publicKey();
        byte[] first = hash("first", low, high);
        byte[] second = hash("second", low, high);
        byte[] challenge = hash("challenge", low, high);
        return new Agreement.Agreed(
                order < 0
                        ? new SessionSecrets(second, first, challenge)
                        : new SessionSecrets(first, second, challenge));
    }

    @Override
    public Aead aead(byte[] key32) {
        byte first = key32[0];
        byte second = key32[1];
        return new Aead() {
            @Override
            public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                System.arraycopy(in, inOffset, out, outOffset, length);
                int tag = outOffset + length;
                Arrays.fill(out, tag, tag + TAG_LENGTH, second);
                out[tag] = first;
                out[tag + 1] = (byte) counter;
            }

            @Override
            public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                int tag = inOffset + length - TAG_LENGTH;
                boolean good = in[tag] == first && in[tag + 1] == (byte) counter && in[tag + 2] == second;
                System.arraycopy(in, inOffset, out, outOffset, length - TAG_LENGTH);
                return good;
            }
        };
    }

    @Override
    public NodeKey nodeKey(KeyType type, byte[] seed32) {
        byte[] key = Arrays.copyOf(hash("key", seed32), type.publicKeyLength());
        return new NodeKey(seed32, PublicKey.of(type, key));
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        return new KeyLoading.Unusable("not in this suite");
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        return signature(key.publicKey(), message);
    }

    @Override
    public IdentityDecoding decodeIdentity(byte[] raw) {
        KeyType type = KeyType.ofPublicKeyLength(raw.length);
        return type == null
                ? new IdentityDecoding.Rejected(IdentityDecoding.Reason.UNKNOWN_TYPE)
                : new IdentityDecoding.Decoded(PublicKey.of(type, raw));
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return Arrays.equals(signature(key, message), signature);
    }

    @Override
    public boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        return verify(key, message1, signature1) && verify(key, message2, signature2);
    }

    private static byte[] signature(PublicKey key, byte[] message) {
        return Arrays.copyOf(hash("signature", key.bytes(), message), key.type() == KeyType.BLS12_381 ? 96 : 64);
    }

    private static byte[] hash(String purpose, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(purpose.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
