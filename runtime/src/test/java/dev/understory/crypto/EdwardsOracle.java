package dev.understory.crypto;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** edwards25519 from its definition, in big integers: slow, and independent of what it checks. */
final class EdwardsOracle {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final BigInteger ROOT_OF_MINUS_ONE =
            BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

    /** An affine point. */
    record Point(BigInteger x, BigInteger y) {
        static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);

        Point plus(Point other) {
            BigInteger product = D.multiply(x)
                    .multiply(other.x)
                    .multiply(y)
                    .multiply(other.y)
                    .mod(P);
            BigInteger sumX = x.multiply(other.y).add(y.multiply(other.x));
            BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    sumX.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
                    sumY.multiply(BigInteger.ONE.subtract(product).modInverse(P))
                            .mod(P));
        }

        Point times(BigInteger scalar) {
            Point sum = NEUTRAL;
            for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                if (scalar.testBit(bit)) {
                    sum = sum.plus(this);
                }
            }
            return sum;
        }

        byte[] encode() {
            return encoding(y, x.testBit(0));
        }
    }

    private EdwardsOracle() {}

    /** The bytes for a y, canonical or not, and a sign. */
    static byte[] encoding(BigInteger y, boolean sign) {
        byte[] bytes = littleEndian(y);
        if (sign) {
            bytes[31] |= (byte) 0x80;
        }
        return bytes;
    }

    static byte[] littleEndian(BigInteger value) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    static BigInteger fromLittleEndian(byte[] bytes) {
        BigInteger value = BigInteger.ZERO;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value.shiftLeft(8).add(BigInteger.valueOf(bytes[i] & 0xff));
        }
        return value;
    }

    /** The point of an encoding, or null if no x fits. */
    static Point decode(byte[] bytes) {
        BigInteger raw = fromLittleEndian(bytes);
        BigInteger y = raw.clearBit(255);
        BigInteger y2 = y.multiply(y);
        BigInteger x2 = y2.subtract(BigInteger.ONE)
                .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(x2)) {
            x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
        }
        if (!x.multiply(x).mod(P).equals(x2)) {
            return null;
        }
        return new Point(x.testBit(0) == raw.testBit(255) ? x : P.subtract(x).mod(P), y);
    }

    /** The eight points whose order divides 8, multiples of one of order 8. */
    static List<Point> torsion() {
        for (int y = 2; ; y++) {
            Point point = decode(encoding(BigInteger.valueOf(y), false));
            if (point == null) {
                continue;
            }
            Point candidate = point.times(ORDER);
            if (!candidate.times(BigInteger.valueOf(4)).equals(Point.NEUTRAL)) {
                List<Point> points = new ArrayList<>();
                Point next = Point.NEUTRAL;
                for (int i = 0; i < 8; i++) {
                    points.add(next);
                    next = next.plus(candidate);
                }
                return points;
            }
        }
    }
}
