package dev.understory.identity;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The identity of a peer: a public key in its canonical encoding. Equality, hash and order (unsigned, lexicographic) are
 * those of the bytes.
 *
 * <p>Only the length is checked here. Keys from the network come out of {@code CryptoSuite.decodeIdentity}, which also
 * checks that they are valid and in canonical form.
 */
public final class PublicKey implements Comparable<PublicKey> {
    private final KeyType type;
    private final byte[] bytes;
    private final int hash;

    private PublicKey(KeyType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * A key of that type; the array is copied.
     *
     * @throws IllegalArgumentException if the type's keys have another length
     */
    public static PublicKey of(KeyType type, byte[] bytes) {
        if (bytes.length != type.publicKeyLength()) {
            throw new IllegalArgumentException(
                    type + " public keys have " + type.publicKeyLength() + " bytes, not " + bytes.length);
        }
        return new PublicKey(type, bytes.clone());
    }

    /**
     * A key from its hexadecimal form; the type follows from the length. A secp256k1 key may also be written with both
     * coordinates, with 04 before them or without, as Canopy prints those that it calls Ethereum's.
     *
     * @throws IllegalArgumentException with a message for people if it is not hexadecimal, of no known length, or no point
     *     of secp256k1
     */
    public static PublicKey ofHex(String hex) {
        Hex.refusePrefix(hex);
        return switch (hex.length()) {
            case 96 -> new PublicKey(KeyType.BLS12_381, Hex.parse(hex));
            case 64 -> new PublicKey(KeyType.ED25519, Hex.parse(hex));
            case 66, 128, 130 -> new PublicKey(KeyType.SECP256K1, Secp256k1Point.compress(Hex.parse(hex)));
            default ->
                throw new IllegalArgumentException(
                        "a public key has 96 (BLS), 64 (Ed25519) or 66, 128 or 130 (secp256k1)"
                                + " hexadecimal digits, not " + hex.length() + " characters");
        };
    }

    /** What kind of key this is. */
    public KeyType type() {
        return type;
    }

    /** A copy of the canonical bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** One byte of the canonical form. */
    public byte byteAt(int index) {
        return bytes[index];
    }

    /** Whether the canonical form equals these bytes. */
    public boolean hasBytes(byte[] other) {
        return Arrays.equals(bytes, other);
    }

    /** The canonical bytes in lower-case hexadecimal. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** The first eight hexadecimal digits, for logs and events that people read. */
    public String shortHex() {
        return HexFormat.of().formatHex(bytes, 0, 4);
    }

    @Override
    public int compareTo(PublicKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof PublicKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return hex();
    }
}
