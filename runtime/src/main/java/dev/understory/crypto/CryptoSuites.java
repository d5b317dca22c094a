package dev.understory.crypto;

/** The suites there are. */
public final class CryptoSuites {
    private static final CryptoSuite REAL = new RealCrypto(FrameCipher.OWN);
    private static final CryptoSuite MODELLED = new ModelledCrypto(REAL);

    private CryptoSuites() {}

    /** What a live Canopy node speaks. */
    public static CryptoSuite real() {
        return REAL;
    }

    /** The same, with that cipher for frames. */
    public static CryptoSuite real(FrameCipher cipher) {
        return new RealCrypto(cipher);
    }

    /**
     * Every length and every rule of the real one, but next to no arithmetic and no secrecy whatever: for simulations that
     * charge the modelled cost in virtual time instead.
     */
    public static CryptoSuite modelled() {
        return MODELLED;
    }
}
