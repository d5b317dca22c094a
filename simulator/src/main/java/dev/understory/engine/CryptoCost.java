package dev.understory.engine;

import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;

/**
 * How long the arithmetic of signatures takes on a simulated machine, in nanoseconds of one core. Checking a peer means
 * both of its signatures at once.
 */
public record CryptoCost(
        long blsSign,
        long blsCheckPeer,
        long ed25519Sign,
        long ed25519CheckPeer,
        long secp256k1Sign,
        long secp256k1CheckPeer) {
    /** Measured for BLS with blst on one core of a server; of the order of the JVM libraries for the others. */
    public static final CryptoCost DEFAULT = new CryptoCost(270_000, 1_300_000, 60_000, 240_000, 150_000, 600_000);

    /** Everything at once. */
    public static final CryptoCost NONE = new CryptoCost(0, 0, 0, 0, 0, 0);

    public CryptoCost {
        if (Math.min(blsSign, Math.min(ed25519Sign, secp256k1Sign)) < 0
                || Math.min(blsCheckPeer, Math.min(ed25519CheckPeer, secp256k1CheckPeer)) < 0) {
            throw new IllegalArgumentException("a cost is not negative");
        }
    }

    /** What this work costs. A key of no known length is refused by its length, at no cost. */
    long of(Work work) {
        return switch (work) {
            case Work.Sign sign -> ofSigning(sign.key().type());
            case Work.VerifyPeer claim ->
                switch (claim.rawKey().length) {
                    case 48 -> blsCheckPeer;
                    case 32 -> ed25519CheckPeer;
                    case 33, 64, 65 -> secp256k1CheckPeer;
                    default -> 0;
                };
        };
    }

    private long ofSigning(KeyType type) {
        return switch (type) {
            case BLS12_381 -> blsSign;
            case ED25519 -> ed25519Sign;
            case SECP256K1 -> secp256k1Sign;
        };
    }
}
