package dev.understory.identity;

import org.jspecify.annotations.Nullable;

/** The kinds of identity key (wire.md, section 1.6); on the wire the kind is told by the length of the public key. */
public enum KeyType {
    /** BLS12-381, public key compressed in G1, signature compressed in G2. */
    BLS12_381(48, 96),
    /** Ed25519 of RFC 8032. */
    ED25519(32, 64),
    /** ECDSA over secp256k1 and SHA-256; the public key is SEC1 compressed, the signature r and s. */
    SECP256K1(33, 64);

    private final int publicKeyLength;
    private final int signatureLength;

    KeyType(int publicKeyLength, int signatureLength) {
        this.publicKeyLength = publicKeyLength;
        this.signatureLength = signatureLength;
    }

    /** Bytes of the canonical public key. */
    public int publicKeyLength() {
        return publicKeyLength;
    }

    /** Bytes of a signature. */
    public int signatureLength() {
        return signatureLength;
    }

    /** The type whose canonical public key has that many bytes, or null. */
    public static @Nullable KeyType ofPublicKeyLength(int length) {
        return switch (length) {
            case 48 -> BLS12_381;
            case 32 -> ED25519;
            case 33 -> SECP256K1;
            default -> null;
        };
    }
}
