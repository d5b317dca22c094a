package dev.understory.crypto;

import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import java.util.Arrays;
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

    /** The same; if {@code isExpected}, the work of one who may go before others and need not wait for their share. */
    default boolean submit(Work work, boolean isExpected, Consumer<Result> done) {
        return submit(work, done);
    }

    /** Whether work would be taken now: asked before anything is spent on a handshake. */
    default boolean hasRoom(boolean isExpected) {
        return true;
    }

    /** What can be asked for. */
    sealed interface Work {
        /** Sign a message with our own key. */
        record Sign(NodeKey key, byte[] message) implements Work {}

        /** What a peer's records ask for. */
        sealed interface OfPeer extends Work {}

        /** Check what a peer claims: its key, and both of its signatures under that key. */
        record VerifyPeer(byte[] rawKey, byte[] challenge, byte[] signature, byte[] metaBytes, byte[] metaSignature)
                implements OfPeer {}

        /** Do a part of the second key agreement with that seed, of 64 bytes, which is zeroed. */
        record Exchange(Part part, byte[] seed, byte[] theirs) implements OfPeer {}
    }

    /** The parts of the second key agreement (wire.md, section 12.5). */
    enum Part {
        /** Make the encapsulation key. */
        OFFER,
        /** Encapsulate a secret to theirs. */
        ANSWER,
        /** Take the secret out of their ciphertext. */
        TAKE
    }

    /** What comes of it. */
    sealed interface Result {
        /** The signature that was asked for. */
        record Signed(byte[] signature) implements Result {}

        /** Key and signatures are good; the key in canonical form. */
        record Verified(PublicKey key) implements Result {}

        /** A part of the second key agreement is done. */
        record Exchanged(HybridRecord ours) implements Result {}

        /** Not done, and why. */
        record Refused(Refusal reason) implements Result {}
    }

    /** Why work has no result. */
    enum Refusal {
        /** The peer's key, of its identity or for encapsulation, is not acceptable. */
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
            case Work.Exchange exchange -> exchanged(suite, exchange);
        };
    }

    private static Result exchanged(CryptoSuite suite, Work.Exchange work) {
        try {
            return switch (work.part()) {
                case OFFER -> new Result.Exchanged(new HybridRecord(suite.hybridKey(work.seed()), new byte[0]));
                case ANSWER ->
                    suite.hybridAnswer(work.theirs(), work.seed())
                            .<Result>map(Result.Exchanged::new)
                            .orElse(new Result.Refused(Refusal.BAD_KEY));
                case TAKE ->
                    new Result.Exchanged(new HybridRecord(new byte[0], suite.hybridSecret(work.seed(), work.theirs())));
            };
        } finally {
            Arrays.fill(work.seed(), (byte) 0);
        }
    }
}
