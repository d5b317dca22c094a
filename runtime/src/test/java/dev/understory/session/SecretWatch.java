package dev.understory.session;

import dev.understory.crypto.Aead;
import dev.understory.crypto.Agreement;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.HybridRecord;
import dev.understory.crypto.IdentityDecoding;
import dev.understory.crypto.KeyLoading;
import dev.understory.crypto.SessionSecrets;
import dev.understory.crypto.TrafficKeys;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A suite that remembers every key that a cipher was made for, and the arrays and objects themselves that secrets were in,
 * to see what becomes of them.
 */
final class SecretWatch implements CryptoSuite {
    private final CryptoSuite suite;
    final List<EphemeralKey> ephemeral = new ArrayList<>();
    final List<byte[]> keys = new ArrayList<>();
    /** What later keys were made of. */
    final List<byte[]> extensions = new ArrayList<>();
    /** What the keys were, for a cipher may be made for each only once. */
    final Set<Bytes> used = new HashSet<>();

    int repeated;
    /** Ciphers whose key was wiped. */
    int wiped;

    SecretWatch(CryptoSuite suite) {
        this.suite = suite;
    }

    @Override
    public Aead aead(byte[] key32) {
        return watched(key32, suite.aead(key32));
    }

    @Override
    public Aead aesGcm(byte[] key32) {
        return watched(key32, suite.aesGcm(key32));
    }

    @Override
    public boolean hasFastAes() {
        return true;
    }

    private Aead watched(byte[] key32, Aead cipher) {
        keys.add(key32);
        repeated += used.add(Bytes.wrap(key32.clone())) ? 0 : 1;
        return new Aead() {
            @Override
            public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                cipher.seal(counter, in, inOffset, length, out, outOffset);
            }

            @Override
            public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                return cipher.open(counter, in, inOffset, length, out, outOffset);
            }

            @Override
            public void wipe() {
                wiped++;
                cipher.wipe();
            }
        };
    }

    @Override
    public EphemeralKey ephemeralKey(byte[] seed32) {
        EphemeralKey key = suite.ephemeralKey(seed32);
        ephemeral.add(key);
        return key;
    }

    @Override
    public Agreement agree(EphemeralKey own, byte[] peerPublicKey) {
        return suite.agree(own, peerPublicKey);
    }

    @Override
    public TrafficKeys negotiatedKeys(SessionSecrets secrets, byte[] hybridSecret, byte[] transcript) {
        extensions.add(secrets.extension());
        extensions.add(hybridSecret);
        return suite.negotiatedKeys(secrets, hybridSecret, transcript);
    }

    @Override
    public byte[] hybridSeed(EphemeralKey own) {
        byte[] seed = suite.hybridSeed(own);
        extensions.add(seed);
        return seed;
    }

    @Override
    public byte[] hybridKey(byte[] seed64) {
        return suite.hybridKey(seed64);
    }

    @Override
    public Optional<HybridRecord> hybridAnswer(byte[] key, byte[] seed64) {
        return suite.hybridAnswer(key, seed64);
    }

    @Override
    public byte[] hybridSecret(byte[] seed64, byte[] ciphertext) {
        return suite.hybridSecret(seed64, ciphertext);
    }

    @Override
    public NodeKey nodeKey(KeyType type, byte[] seed32) {
        return suite.nodeKey(type, seed32);
    }

    @Override
    public KeyLoading load(SecretKey secret) {
        return suite.load(secret);
    }

    @Override
    public byte[] sign(NodeKey key, byte[] message) {
        return suite.sign(key, message);
    }

    @Override
    public IdentityDecoding decodeIdentity(byte[] raw) {
        return suite.decodeIdentity(raw);
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        return suite.verify(key, message, signature);
    }

    @Override
    public boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        return suite.verifyBoth(key, message1, signature1, message2, signature2);
    }
}
