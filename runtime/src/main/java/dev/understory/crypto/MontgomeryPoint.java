package dev.understory.crypto;

import org.bouncycastle.math.ec.rfc7748.X25519Field;

/** Points of Curve25519, v^2 = u^3 + A u^2 + u, told by their u coordinate; u as BouncyCastle's field has it. */
final class MontgomeryPoint {
    private static final int A = 486_662;

    private MontgomeryPoint() {}

    /** The map from Edwards to Montgomery: u = (1 + y) / (1 - y). Undefined for y = 1, the neutral element. */
    static int[] ofEdwards(byte[] encoding) {
        int[] y = X25519Field.create();
        X25519Field.decode255(encoding, 0, y, 0);
        int[] u = X25519Field.create();
        int[] denominator = X25519Field.create();
        X25519Field.apm(one(), y, u, denominator);
        X25519Field.inv(denominator, denominator);
        X25519Field.mul(u, denominator, u);
        return u;
    }

    /** The 32 bytes that X25519 takes. */
    static byte[] encode(int[] u) {
        int[] normal = X25519Field.create();
        X25519Field.copy(u, 0, normal, 0);
        X25519Field.normalize(normal);
        byte[] bytes = new byte[EdwardsPoint.LENGTH];
        X25519Field.encode(normal, bytes, 0);
        return bytes;
    }

    /**
     * Whether u belongs to a point of the curve whose order is the prime; for points whose order does not divide 8. Takes
     * time that depends on u, which is public.
     *
     * <p>The group is cyclic of order 8 times a prime, so the points sought are those that can be halved three times, which
     * costs a handful of square roots where multiplying by the order costs 250 doublings (as in Pornin, "Point-Halving and
     * Subgroup Membership in Twisted Edwards Curves", 2022). A point can be halved if u is a square. Then u^2 + A u + 1 has
     * a root w, and a half has u' = u + w + r with r^2 = u (2 u + A + 2 w), for the one sign of w that gives a root, since
     * the product of both candidates is u^2 (A^2 - 4), no square. Whether a half of u' can be halved once more shows in
     * 2 (u' + w' + 1) for the right sign of w'. For the wrong sign both that and 2 u' + A + 2 w' change between square and
     * non-square, so the product tells without trying.
     */
    static boolean isInPrimeOrderGroup(int[] u) {
        int[] w = X25519Field.create();
        int[] r = X25519Field.create();
        if (!isSquare(u) || !root(curveFactor(u), w)) {
            return false;
        }
        int[] candidate = X25519Field.create();
        X25519Field.mul(u, selector(u, w), candidate);
        if (!root(candidate, r)) {
            X25519Field.negate(w, w);
            X25519Field.mul(u, selector(u, w), candidate);
            if (!root(candidate, r)) {
                return false;
            }
        }
        int[] half = sum(sum(u, w), r);
        if (!root(curveFactor(half), w)) {
            return false;
        }
        int[] product = sum(sum(half, w), one());
        X25519Field.add(product, product, product);
        X25519Field.carry(product);
        X25519Field.mul(product, selector(half, w), product);
        return isSquare(product);
    }

    /** u^2 + A u + 1. */
    private static int[] curveFactor(int[] u) {
        int[] square = X25519Field.create();
        X25519Field.sqr(u, square);
        int[] linear = X25519Field.create();
        X25519Field.mul(u, A, linear);
        return sum(sum(square, linear), one());
    }

    /** 2 u + A + 2 w. */
    private static int[] selector(int[] u, int[] w) {
        int[] both = sum(u, w);
        int[] a = X25519Field.create();
        X25519Field.mul(one(), A, a);
        return sum(sum(both, both), a);
    }

    private static boolean isSquare(int[] value) {
        return root(value, X25519Field.create());
    }

    private static boolean root(int[] value, int[] root) {
        return X25519Field.sqrtRatioVar(value, one(), root);
    }

    private static int[] sum(int[] a, int[] b) {
        int[] sum = X25519Field.create();
        X25519Field.add(a, b, sum);
        X25519Field.carry(sum);
        return sum;
    }

    private static int[] one() {
        int[] one = X25519Field.create();
        X25519Field.one(one);
        return one;
    }
}
