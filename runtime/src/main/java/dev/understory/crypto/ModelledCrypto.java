package dev.understory.crypto;

import dev.understory.crypto.Agreement.Reason;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for cryptography in simulations: lengths, roles, refusals and the failing of wrong keys, signatures and tags
 * are kept, while everything expensive is a 64-bit mixing function. It protects nothing.
 *
 * <p>What it does not see: whether an ephemeral key is a point of the right order, and whether a BLS or secp256k1 identity
 * is on its curve. Identities themselves are made by the real suite, so that a scenario has the same ids with both.
 */
final class ModelledCrypto implements CryptoSuite {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LENGTH = 32;

    private final CryptoSuite real;

    ModelledCrypto(CryptoSuite real) {
        this.real = real;
    }

    @Override
    public EphemeralKey ephemeralKey(byte[] seed32) {
        byte[] publicKey = expand(mix(1, seed32), LENGTH);
        // below p and far from the few encodings that are refused
        publicKey[LENGTH - 1] = (byte) (publicKey[LENGTH - 1] & 0x3f | 0x20);
        byte[] scalar = seed32.clone();
        Arrays.fill(seed32, (byte) 0);
        return new EphemeralKey(scalar, publicKey, scalar.clone());
    }

    @Override
    public Agreement agree(EphemeralKey own, byte[] peerPublicKey) {
        Reason problem = KeyAgreement.visibleProblemOf(own, peerPublicKey);
        if (problem != null) {
            return new Agreement.Rejected(problem);
        }
        byte[] mine = own.sharedPublicKey();
        boolean smaller = Arrays.compareUnsigned(mine, peerPublicKey) < 0;
        long shared = smaller ? mix(mix(2, mine), peerPublicKey) : mix(mix(2, peerPublicKey), mine);
        byte[] first = expand(shared + 1, LENGTH);
        byte[] second = expand(shared + 2, LENGTH);
        byte[] challenge = expand(shared + 3, LENGTH);
        byte[] extension = expand(shared + 4, LENGTH);
        return new Agreement.Agreed(
                smaller
                        ? new SessionSecrets(second, first, challenge, extension, true)
                        : new SessionSecrets(first, second, challenge, extension, false));
    }

    @Override
    public TrafficKeys negotiatedKeys(SessionSecrets secrets, byte[] hybridSecret, byte[] transcript) {
        long shared = mix(mix(mix(5, secrets.extension()), hybridSecret), transcript);
        byte[] first = expand(shared + 1, LENGTH);
        byte[] second = expand(shared + 2, LENGTH);
        return secrets.smaller() ? new TrafficKeys(second, first) : new TrafficKeys(first, second);
    }

    @Override
    public byte[] hybridSeed(EphemeralKey own) {
        return expand(mix(7, own.second()), MlKem.SEED);
    }

    @Override
    public byte[] hybridKey(byte[] seed64) {
        return expand(mix(8, seed64), HybridRecord.KEY);
    }

    @Override
    public Optional<HybridRecord> hybridAnswer(byte[] key, byte[] seed64) {
        byte[] ciphertext = expand(mix(9, seed64), HybridRecord.CIPHERTEXT);
        return Optional.of(new HybridRecord(ciphertext, expand(mix(mix(10, key), ciphertext), LENGTH)));
    }

    @Override
    public byte[] hybridSecret(byte[] seed64, byte[] ciphertext) {
        return expand(mix(mix(10, hybridKey(seed64)), ciphertext), LENGTH);
    }

    @Override
    public Aead aead(byte[] key32) {
        return new ModelledAead(mix(3, key32));
    }

    @Override
    public Aead aesGcm(byte[] key32) {
        return new ModelledAead(mix(6, key32));
    }

    @Override
    public boolean hasFastAes() {
        return true;
    }

    @Override
    public NodeKey nodeKey(KeyType type, byte[] seed32) {
        return real.nodeKey(type, seed32);
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        return real.load(secret);
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        return signature(key.publicKey(), message);
    }

    @Override
    public IdentityDecoding decodeIdentity(byte[] raw) {
        KeyType type = KeyType.ofPublicKeyLength(raw.length);
        if (type == null) {
            return real.decodeIdentity(raw);
        }
        IdentityDecoding.Reason problem = switch (type) {
            case BLS12_381 -> problemOfBls(raw);
            case ED25519 -> problemOfEd25519(raw);
            case SECP256K1 -> raw[0] == 2 || raw[0] == 3 ? null : IdentityDecoding.Reason.NOT_CANONICAL;
        };
        return problem == null
                ? new IdentityDecoding.Decoded(PublicKey.of(type, raw))
                : new IdentityDecoding.Rejected(problem);
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return Arrays.equals(signature, signature(key, message));
    }

    @Override
    public boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        return verify(key, message1, signature1) && verify(key, message2, signature2);
    }

    private static IdentityDecoding.@Nullable Reason problemOfBls(byte[] raw) {
        int flags = raw[0] & 0xe0;
        if ((flags & 0x40) != 0) {
            return IdentityDecoding.Reason.INFINITY;
        }
        return (flags & 0x80) != 0 ? null : IdentityDecoding.Reason.NOT_CANONICAL;
    }

    private static IdentityDecoding.@Nullable Reason problemOfEd25519(byte[] raw) {
        if (!EdwardsPoint.isCanonical(raw)) {
            return IdentityDecoding.Reason.NOT_CANONICAL;
        }
        return EdwardsPoint.isSmallOrder(raw) ? IdentityDecoding.Reason.INFINITY : null;
    }

    private static byte[] signature(PublicKey key, byte[] message) {
        return expand(mix(mix(4, key.bytes()), message), key.type().signatureLength());
    }

    /** Folds bytes into a 64-bit state; the length takes part. */
    private static long mix(long state, byte[] bytes) {
        long mixed = finish(state * 0x9E37_79B9_7F4A_7C15L + bytes.length);
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            mixed = finish(mixed ^ (long) LONG.get(bytes, at));
        }
        for (; at < bytes.length; at++) {
            mixed = finish(mixed ^ bytes[at]);
        }
        return mixed;
    }

    private static byte[] expand(long state, int length) {
        byte[] bytes = new byte[length];
        long next = state;
        for (int at = 0; at < length; at += Long.BYTES) {
            next += 0x9E37_79B9_7F4A_7C15L;
            LONG.set(bytes, at, finish(next));
        }
        return bytes;
    }

    /** The finisher of SplitMix64. */
    static long finish(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Copies, and writes a tag of key, counter, length and the first and last bytes; so a wrong key or counter, a replayed
     * or cut frame fails to open, and a changed byte does where it is near an end.
     */
    private static final class ModelledAead implements Aead {
        private static final int SAMPLE = 32;
        private static final long PRIME = 31;

        private final long key;

        ModelledAead(long key) {
            this.key = key;
        }

        @Override
        public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            System.arraycopy(in, inOffset, out, outOffset, length);
            long tag = tag(counter, out, outOffset, length);
            LONG.set(out, outOffset + length, tag);
            LONG.set(out, outOffset + length + 8, finish(tag));
        }

        @Override
        public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            int plain = length - TAG_LENGTH;
            long tag = tag(counter, in, inOffset, plain);
            boolean good = tag == (long) LONG.get(in, inOffset + plain)
                    && finish(tag) == (long) LONG.get(in, inOffset + plain + 8);
            System.arraycopy(in, inOffset, out, outOffset, plain);
            return good;
        }

        @Override
        public boolean isModelled() {
            return true;
        }

        @Override
        public boolean hasKeyOf(Aead sealer) {
            return sealer instanceof ModelledAead that && that.key == key;
        }

        private long tag(long counter, byte[] bytes, int offset, int length) {
            long mixed = finish(key ^ finish(counter + 0x9E37_79B9_7F4A_7C15L)) + length;
            int sampled = Math.min(length, SAMPLE);
            int i = 0;
            // Words, because every frame is tagged twice at each end of its way.
            for (; i + Long.BYTES <= sampled; i += Long.BYTES) {
                mixed = mixed * PRIME + (long) LONG.get(bytes, offset + i);
                mixed = mixed * PRIME + (long) LONG.get(bytes, offset + length - Long.BYTES - i);
            }
            for (; i < sampled; i++) {
                mixed = mixed * PRIME + bytes[offset + i];
                mixed = mixed * PRIME + bytes[offset + length - 1 - i];
            }
            return finish(mixed);
        }
    }
}
