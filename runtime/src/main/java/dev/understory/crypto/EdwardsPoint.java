package dev.understory.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What can be told of the 32-byte encoding of a point of edwards25519 without decoding it. */
final class EdwardsPoint {
    static final int LENGTH = 32;

    /** The y coordinates of the eight points whose order divides 8, in canonical form. */
    private static final List<byte[]> SMALL_ORDER_Y = List.of(
            hex("0100000000000000000000000000000000000000000000000000000000000000"),
            hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            hex("0000000000000000000000000000000000000000000000000000000000000000"),
            hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

    /** The strings that Canopy refuses (wire.md, section 1.3): values of u, not of y, but kept for parity. */
    private static final List<byte[]> REFUSED = List.of(
            hex("0000000000000000000000000000000000000000000000000000000000000000"),
            hex("0100000000000000000000000000000000000000000000000000000000000000"),
            hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
            hex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
            hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

    private static final byte[] P = hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    private EdwardsPoint() {}

    /** Whether y is below p, and the sign bit is not set where x is 0. */
    static boolean isCanonical(byte[] encoding) {
        byte[] y = withoutSign(encoding);
        boolean signed = encoding[LENGTH - 1] < 0;
        boolean xIsZero = Arrays.equals(y, SMALL_ORDER_Y.get(0)) || Arrays.equals(y, SMALL_ORDER_Y.get(1));
        return isBelowP(y) && !(signed && xIsZero);
    }

    /** Whether the order of the point divides 8; for canonical encodings. */
    static boolean isSmallOrder(byte[] encoding) {
        return isOneOf(SMALL_ORDER_Y, withoutSign(encoding));
    }

    /** Whether Canopy refuses these bytes outright. */
    static boolean isRefused(byte[] encoding) {
        return isOneOf(REFUSED, encoding);
    }

    private static boolean isBelowP(byte[] y) {
        for (int i = LENGTH - 1; i >= 0; i--) {
            int difference = (y[i] & 0xff) - (P[i] & 0xff);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private static boolean isOneOf(List<byte[]> candidates, byte[] bytes) {
        for (byte[] candidate : candidates) {
            if (Arrays.equals(candidate, bytes)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] withoutSign(byte[] encoding) {
        byte[] y = encoding.clone();
        y[LENGTH - 1] &= 0x7f;
        return y;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
