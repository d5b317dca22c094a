package dev.understory.crypto;

import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;
import java.util.Optional;

/**
 * The cryptography of the wire (wire.md, sections 1.3 to 1.7 and 2) behind one port. Stateless and safe for any thread;
 * what it hands out is not, unless it is immutable.
 */
public interface CryptoSuite {
    /** The ephemeral key pair of a connection from 32 random bytes, which are zeroed. */
    EphemeralKey ephemeralKey(byte[] seed32);

    /**
     * Agrees on the secrets of a connection. Refuses every peer key that is not the canonical encoding of a point of the
     * prime-order group other than the neutral element, our own key, and an all-zero shared secret.
     */
    Agreement agree(EphemeralKey own, byte[] peerPublicKey);

    /**
     * The keys of what follows the handshake between ends that have told each other of their capabilities (wire.md, section
     * 12.2). They depend on all that both have said, which {@code transcript} is: with a bit of difference nothing opens. {@code hybridSecret} is that of
     * the second key agreement, or of no bytes.
     */
    TrafficKeys negotiatedKeys(SessionSecrets secrets, byte[] hybridSecret, byte[] transcript);

    /** 64 bytes for the second key agreement of the connection with that key, which is not wiped yet. */
    byte[] hybridSeed(EphemeralKey own);

    /** The encapsulation key of ML-KEM-768 that a seed makes (wire.md, section 12.5). */
    byte[] hybridKey(byte[] seed64);

    /** A ciphertext for that key, and the secret in it; empty if it is no key. */
    Optional<HybridRecord> hybridAnswer(byte[] key, byte[] seed64);

    /** The secret in a ciphertext for the key of that seed. Of another ciphertext it is another secret. */
    byte[] hybridSecret(byte[] seed64, byte[] ciphertext);

    /** ChaCha20-Poly1305 for one direction of one connection; not thread-safe. Copies the key. */
    Aead aead(byte[] key32);

    /** AES-256-GCM for the same. */
    Aead aesGcm(byte[] key32);

    /** Whether {@link #aesGcm} is the faster of the two, and safe from those who watch the clock: done in hardware. */
    boolean hasFastAes();

    /** A new identity from 32 random bytes; always with the real public key. */
    NodeKey nodeKey(KeyType type, byte[] seed32);

    /** The identity of a secret from a key file. */
    KeyLoading load(SecretKey secret);

    /** Signs with an identity key; the signature has the length of its type. */
    byte[] sign(NodeKey key, byte[] message);

    /** Decodes the public key that a peer sent (wire.md, section 1.6) to its canonical form. */
    IdentityDecoding decodeIdentity(byte[] raw);

    /** Whether the signature over the message is by that key. */
    boolean verify(PublicKey key, byte[] message, byte[] signature);

    /** Whether both signatures are by that key; for BLS much cheaper than two calls of {@link #verify}. */
    boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2);
}
