package dev.understory.crypto;

/** The outcome of a key agreement. */
public sealed interface Agreement {
    /** Both sides now hold these secrets. */
    record Agreed(SessionSecrets secrets) implements Agreement {}

    /** The peer's key is unusable. */
    record Rejected(Reason reason) implements Agreement {}

    /** Why an ephemeral key is refused (wire.md, section 1.3, and stricter: attacks.md, H8 to H13). */
    enum Reason {
        /** Not 32 bytes. */
        WRONG_LENGTH,
        /** Our own key came back. */
        REFLECTED,
        /** The y coordinate is not below p, or x is 0 with its sign bit set. */
        NOT_CANONICAL,
        /** One of the strings that Canopy refuses, or a point whose order divides 8. */
        SMALL_ORDER,
        /** No point of the curve has this y. */
        NOT_ON_CURVE,
        /** The point has a part outside the prime-order group. */
        MIXED_ORDER,
        /** The shared secret is all zero. */
        ZERO_SECRET
    }
}
