package dev.understory.cpu;

import dev.understory.crypto.SignatureService.Part;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;

/** How long the arithmetic of signatures takes on a simulated machine, by the type of the key. */
public record SignatureCosts(Cost bls, Cost ed25519, Cost secp256k1) {
    /** Measured with the production code on one core of a server: BLS by blst, the others by BouncyCastle. */
    public static final SignatureCosts MEASURED =
            new SignatureCosts(new Cost(270_000, 1_300_000), new Cost(50_000, 200_000), new Cost(250_000, 900_000));

    /** One part of a second key agreement, measured in the same way; the last makes its key pair again, and costs two. */
    private static final long EXCHANGE_NANOS = 100_000;

    /**
     * What one core needs for work with one type of key, in nanoseconds.
     *
     * @param sign one signature
     * @param verify both signatures of one handshake
     */
    public record Cost(long sign, long verify) {
        public Cost {
            if (sign < 0 || verify < 0) {
                throw new IllegalArgumentException("a cost is not negative");
            }
        }
    }

    /** Every type of key costs the same. */
    public static SignatureCosts alike(Cost cost) {
        return new SignatureCosts(cost, cost, cost);
    }

    /** What work with keys of that type costs. */
    public Cost of(KeyType type) {
        return switch (type) {
            case BLS12_381 -> bls;
            case ED25519 -> ed25519;
            case SECP256K1 -> secp256k1;
        };
    }

    /** What this work costs, in nanoseconds. A key of no known length is refused by its length, at no cost. */
    long of(Work work) {
        return switch (work) {
            case Work.Sign sign -> of(sign.key().type()).sign();
            case Work.VerifyPeer claim ->
                switch (claim.rawKey().length) {
                    case 48 -> bls.verify();
                    case 32 -> ed25519.verify();
                    case 33, 64, 65 -> secp256k1.verify();
                    default -> 0;
                };
            case Work.Exchange exchange -> exchange.part() == Part.TAKE ? 2 * EXCHANGE_NANOS : EXCHANGE_NANOS;
        };
    }
}
