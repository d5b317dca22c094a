package dev.understory.identity;

/**
 * Our own identity: the secret and the public key that belongs to it. {@code CryptoSuite} makes it, so that the two always
 * fit. Never printed: {@link #toString()} shows the public part only.
 */
public final class NodeKey {
    private final byte[] secret;
    private final PublicKey publicKey;

    /**
     * A key pair; the array is copied.
     *
     * @param secret 32 bytes: a BLS or secp256k1 scalar (big-endian) or an Ed25519 seed
     * @param publicKey the public key of that secret; nothing checks that here
     */
    public NodeKey(byte[] secret, PublicKey publicKey) {
        if (secret.length != 32) {
            throw new IllegalArgumentException("a secret key has 32 bytes, not " + secret.length);
        }
        this.secret = secret.clone();
        this.publicKey = publicKey;
    }

    /** What kind of key this is. */
    public KeyType type() {
        return publicKey.type();
    }

    /** A copy of the 32 secret bytes. */
    public byte[] secret() {
        return secret.clone();
    }

    /** The identity that others know us by. */
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public String toString() {
        return "NodeKey[" + publicKey.hex() + "]";
    }
}
