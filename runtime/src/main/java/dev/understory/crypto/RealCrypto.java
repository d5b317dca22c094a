package dev.understory.crypto;

import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.util.Optional;

/** The cryptography that a live Canopy node speaks. */
final class RealCrypto implements CryptoSuite {
    private final FrameCipher cipher;
    private final SignatureScheme bls = new BlsScheme();
    private final SignatureScheme ed25519 = new Ed25519Scheme();
    private final SignatureScheme secp256k1 = new Secp256k1Scheme();

    RealCrypto(FrameCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public EphemeralKey ephemeralKey(byte[] seed32) {
        return KeyAgreement.ephemeralKey(seed32);
    }

    @Override
    public Agreement agree(EphemeralKey own, byte[] peerPublicKey) {
        return KeyAgreement.agree(own, peerPublicKey);
    }

    @Override
    public TrafficKeys negotiatedKeys(SessionSecrets secrets, byte[] hybridSecret, byte[] transcript) {
        return KeyAgreement.negotiatedKeys(secrets, hybridSecret, transcript);
    }

    @Override
    public byte[] hybridSeed(EphemeralKey own) {
        return KeyAgreement.hybridSeed(own);
    }

    @Override
    public byte[] hybridKey(byte[] seed64) {
        return MlKem.key(seed64);
    }

    @Override
    public Optional<HybridRecord> hybridAnswer(byte[] key, byte[] seed64) {
        return MlKem.answer(key, seed64);
    }

    @Override
    public byte[] hybridSecret(byte[] seed64, byte[] ciphertext) {
        return MlKem.secret(seed64, ciphertext);
    }

    @Override
    public Aead aead(byte[] key32) {
        return cipher.create(key32);
    }

    @Override
    public Aead aesGcm(byte[] key32) {
        return new AesGcm(key32);
    }

    @Override
    public boolean hasFastAes() {
        return Processor.hasAes();
    }

    @Override
    public NodeKey nodeKey(KeyType type, byte[] seed32) {
        if (seed32.length != 32) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed32.length);
        }
        return scheme(type).generate(seed32);
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        return scheme(secret.type()).load(secret);
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        return scheme(key.type()).sign(key, message);
    }

    @Override
    public IdentityDecoding decodeIdentity(byte[] raw) {
        return switch (raw.length) {
            case 48 -> bls.decode(raw);
            case 32 -> ed25519.decode(raw);
            case 33, 64, 65 -> secp256k1.decode(raw);
            default -> new IdentityDecoding.Rejected(IdentityDecoding.Reason.UNKNOWN_TYPE);
        };
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return scheme(key.type()).verify(key, message, signature);
    }

    @Override
    public boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        return scheme(key.type()).verifyBoth(key, message1, signature1, message2, signature2);
    }

    private SignatureScheme scheme(KeyType type) {
        return switch (type) {
            case BLS12_381 -> bls;
            case ED25519 -> ed25519;
            case SECP256K1 -> secp256k1;
        };
    }
}
