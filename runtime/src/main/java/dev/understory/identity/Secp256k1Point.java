package dev.understory.identity;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The encodings of a secp256k1 public key (wire.md, section 1.6): compressed (0x02 or 0x03 and x), x and y, or 0x04, x
 * and y. Only what is needed to read one that a person has written; keys from the network go through
 * {@code CryptoSuite}.
 */
final class Secp256k1Point {
    private static final int FIELD = 32;
    private static final BigInteger P = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf((1L << 32) + 977));

    private Secp256k1Point() {}

    /**
     * The compressed form.
     *
     * @param encoded 33, 64 or 65 bytes
     * @throws IllegalArgumentException with a message for people if that is no point of the curve
     */
    static byte[] compress(byte[] encoded) {
        boolean whole = encoded.length == 1 + 2 * FIELD && encoded[0] == 4;
        boolean bare = encoded.length == 2 * FIELD;
        boolean compressed = encoded.length == 1 + FIELD && (encoded[0] == 2 || encoded[0] == 3);
        if (!whole && !bare && !compressed) {
            throw new IllegalArgumentException("a secp256k1 key of " + encoded.length + " bytes begins with "
                    + (encoded.length == 1 + FIELD ? "02 or 03" : "04"));
        }
        int from = bare ? 0 : 1;
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(encoded, from, from + FIELD));
        BigInteger square =
                x.modPow(BigInteger.valueOf(3), P).add(BigInteger.valueOf(7)).mod(P);
        if (compressed) {
            BigInteger root = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
            check(x.compareTo(P) < 0 && root.multiply(root).mod(P).equals(square));
            return encoded.clone();
        }
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(encoded, from + FIELD, from + 2 * FIELD));
        check(x.compareTo(P) < 0 && y.compareTo(P) < 0 && y.multiply(y).mod(P).equals(square));
        byte[] short33 = new byte[1 + FIELD];
        short33[0] = (byte) (y.testBit(0) ? 3 : 2);
        System.arraycopy(encoded, from, short33, 1, FIELD);
        return short33;
    }

    private static void check(boolean onCurve) {
        if (!onCurve) {
            throw new IllegalArgumentException("not a secp256k1 key: no point of the curve has these coordinates");
        }
    }
}
