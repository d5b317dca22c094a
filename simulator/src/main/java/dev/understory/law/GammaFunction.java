package dev.understory.law;

/** The gamma function by Lanczos' approximation, exact to about 15 digits for arguments of at least 1. */
final class GammaFunction {
    private static final double[] COEFFICIENTS = {
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private GammaFunction() {}

    static double of(double x) {
        double z = x - 1;
        double sum = 0.9999999999998099;
        for (int i = 0; i < COEFFICIENTS.length; i++) {
            sum += COEFFICIENTS[i] / (z + i + 1);
        }
        double t = z + COEFFICIENTS.length - 0.5;
        return StrictMath.sqrt(2 * Math.PI) * StrictMath.pow(t, z + 0.5) * StrictMath.exp(-t) * sum;
    }
}
