package dev.understory.connection;

import dev.understory.crypto.Aead;
import dev.understory.crypto.Agreement;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.IdentityDecoding;
import dev.understory.crypto.KeyLoading;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import dev.understory.wire.Bytes;
import java.util.Set;

/** A suite that remembers every key that a cipher was made for. */
final class KeyWatch implements CryptoSuite {
    private final CryptoSuite suite;
    private final Set<Bytes> keys;
    int repeated;

    KeyWatch(CryptoSuite suite, Set<Bytes> keys) {
        this.suite = suite;
        this.keys = keys;
    }

    @Override
    public Aead aead(byte[] key32) {
        if (!keys.add(Bytes.wrap(key32.clone()))) {
            repeated++;
        }
        return suite.aead(key32);
    }

    @Override
    public EphemeralKey ephemeralKey(byte[] seed32) {
        return suite.ephemeralKey(seed32);
    }

    @Override
    public Agreement agree(EphemeralKey own, byte[] peerPublicKey) {
        return suite.agree(own, peerPublicKey);
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
