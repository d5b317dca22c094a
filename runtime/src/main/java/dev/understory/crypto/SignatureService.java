package dev.understory.crypto;

import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import java.util.function.Consumer;

/**
 * Where the expensive arithmetic of handshakes is done: in production a bounded pool with a share of the CPU
 * ({@link CryptoPool}), in a simulation the same work with its modelled cost charged in virtual time.
 */
@FunctionalInterface
public interface SignatureService {
    /**
     * Takes work, or says false at once if too much is waiting; the caller then gives up its connection. {@code done} is
     * called exactly once for work that was taken, on any thread, and must not block.
     */
    boolean submit(Work work, Consumer<Result> done);

    /** What can be asked for. */
    sealed interface Work {
        /** Sign a message with our own key. */
        record Sign(NodeKey key, byte[] message) implements Work {}

        /** Check what a peer claims: its key, and both of its signatures under that key. */
        record VerifyPeer(byte[] rawKey, byte[] challenge, byte[] signature, byte[] metaBytes, byte[] metaSignature)
                implements Work {}
    }

    /** What comes of it. */
    sealed interface Result {
        /** The signature that was asked for. */
        record Signed(byte[] signature) implements Result {}

        /** Key and signatures are good; the key in canonical form. */
        record Verified(PublicKey key) implements Result {}

        /** Not done, and why. */
        record Refused(Refusal reason) implements Result {}
    }

    /** Why work has no result. */
    enum Refusal {
        /** The peer's identity key is not acceptable. */
        BAD_KEY,
        /** A signature does not verify. */
        BAD_SIGNATURE,
        /** The service was closed before the work was done, or failed through a defect. */
        UNAVAILABLE
    }

    /** Does the work here and now; the one place that says what it means. */
    static Result perform(CryptoSuite suite, Work work) {
        return switch (work) {
            case Work.Sign sign -> new Result.Signed(suite.sign(sign.key(), sign.message()));
            case Work.VerifyPeer claim ->
                switch (suite.decodeIdentity(claim.rawKey())) {
                    case IdentityDecoding.Rejected rejected -> new Result.Refused(Refusal.BAD_KEY);
                    case IdentityDecoding.Decoded decoded ->
                        suite.verifyBoth(
                                        decoded.key(),
                                        claim.challenge(),
                                        claim.signature(),
                                        claim.metaBytes(),
                                        claim.metaSignature())
                                ? new Result.Verified(decoded.key())
                                : new Result.Refused(Refusal.BAD_SIGNATURE);
                };
        };
    }
}
