package dev.understory.crypto;

import dev.understory.identity.PublicKey;

/** The outcome of decoding the identity key that a peer sent. */
public sealed interface IdentityDecoding {
    /** A valid key in canonical form. */
    record Decoded(PublicKey key) implements IdentityDecoding {}

    /** No key that we accept. */
    record Rejected(Reason reason) implements IdentityDecoding {}

    /** Why an identity key is refused (wire.md, sections 1.6 and 9B-S5). */
    enum Reason {
        /** No accepted type has keys of this length; aggregated (multi) keys are among them. */
        UNKNOWN_TYPE,
        /** The neutral element, under which every signature could be made to verify. */
        INFINITY,
        /** Flags, field elements or sign are not in the one canonical form. */
        NOT_CANONICAL,
        /** Not a point of the curve. */
        NOT_ON_CURVE,
        /** A point outside the prime-order group. */
        NOT_IN_SUBGROUP
    }
}
