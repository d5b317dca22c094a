package dev.understory.handshake;

import dev.understory.crypto.Agreement;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.HybridRecord;
import dev.understory.crypto.SessionSecrets;
import dev.understory.crypto.SignatureService.Refusal;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.crypto.TrafficKeys;
import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.PeerMeta;
import dev.understory.wire.PeerSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One side of the mutual authentication of wire.md, section 1; both sides run the same machine. Sans IO: records and
 * results in, {@link HandshakeEffect}s out.
 *
 * <pre>
 *   state              input                       next               effects
 *   Created            start                       AwaitingKey        Write key
 *   AwaitingKey        record, agreed              AwaitingSignature  KeysAgreed, Sign
 *   AwaitingSignature  record, plausible           AwaitingMeta
 *   AwaitingMeta       record, compatible          Verifying          Verify
 *   Verifying          verified                    Complete           Completed      (if we have written ours)
 *   Verifying          verified                    Verified                          (if our signature is not ready)
 *   Verified           signed                      Complete           Write, Write, Completed
 *   as the last two, of ends that want a second agreement:     Exchanging         Verify
 *   Exchanging         record, exchanged           same, Complete     Write, Verify; Completed
 *   any before         signed                      same               Write signature, Write meta
 *   any                bad input, deadline         Failed             Failed
 * </pre>
 *
 * <p>Our own steps 2 and 3 are written back to back as soon as the peer's ephemeral key and our signature are there,
 * whatever the peer has sent by then; the peer may do the same. Network, chain and what can be told from lengths are
 * checked before the peer is worth a pairing. Where both ends have told what they can do beyond that, Negotiated comes just
 * before Completed. After Complete or Failed every input is ignored, because results of
 * signature work may still be under way.
 */
public final class Handshake {
    /** How our own steps 2 and 3 stand. */
    private enum OwnSteps {
        /** There is no challenge to sign yet. */
        NOT_DUE,
        /** The signature service has the challenge. */
        SIGNING,
        /** Both records are written. */
        WRITTEN
    }

    private final CryptoSuite suite;
    private final LocalIdentity self;
    private final @Nullable PublicKey expected;
    private final EphemeralKey ephemeral;
    private final HandshakeTimeouts timeouts;
    private final Negotiation negotiation;
    private final List<HandshakeEffect> effects = new ArrayList<>(4);

    private HandshakeState state = new HandshakeState.Created();
    private OwnSteps ownSteps = OwnSteps.NOT_DUE;
    private long stepDeadline;
    private long totalDeadline;

    /**
     * A handshake that has not begun.
     *
     * @param expected the identity that must answer, or null for any but our own
     * @param ephemeralSeed 32 random bytes, never used for another connection; zeroed
     */
    public Handshake(
            CryptoSuite suite,
            LocalIdentity self,
            @Nullable PublicKey expected,
            byte[] ephemeralSeed,
            HandshakeTimeouts timeouts) {
        this.suite = suite;
        this.self = self;
        this.expected = expected;
        this.ephemeral = suite.ephemeralKey(ephemeralSeed);
        this.timeouts = timeouts;
        this.negotiation = new Negotiation(suite, self.capabilities());
    }

    /** Begins, at that time. Once. */
    public List<HandshakeEffect> start(long now) {
        if (!(state instanceof HandshakeState.Created)) {
            throw new IllegalStateException("a handshake starts once");
        }
        totalDeadline = now + timeouts.total().toNanos();
        write(Bytes.wrap(HandshakeMessages.encodeKey(ephemeral.publicKey())));
        await(new HandshakeState.AwaitingKey(), now);
        return drain();
    }

    /** A record of the peer, without its prefix, which is not changed any more. Must not be longer than {@link #recordLimit()}. */
    public List<HandshakeEffect> onRecord(Bytes record, long now) {
        if (isOver() || expired(now)) {
            return drain();
        }
        if (record.size() > recordLimit()) {
            fail(HandshakeFailure.MALFORMED, "a record of " + record.size() + " bytes where none such is due");
            return drain();
        }
        negotiation.read(record);
        HybridExchange exchange = negotiation.exchange();
        if (state instanceof HandshakeState.Awaiting awaiting) {
            switch (awaiting) {
                case HandshakeState.AwaitingKey step -> onKey(record, now);
                case HandshakeState.AwaitingSignature step -> onSignature(step, record, now);
                case HandshakeState.AwaitingMeta step -> onMeta(step, record, now);
            }
        } else if (exchange != null && record.size() == exchange.due()) {
            ask(exchange.received(record));
        } else {
            fail(HandshakeFailure.MALFORMED, "a key agreement of " + record.size() + " bytes");
        }
        return drain();
    }

    /** The record reader found an empty record or one above {@link #recordLimit()}. */
    public List<HandshakeEffect> onUnreadableRecord(String detail) {
        if (!isOver()) {
            fail(HandshakeFailure.MALFORMED, detail);
        }
        return drain();
    }

    /** Our signature over the challenge is ready. */
    public List<HandshakeEffect> onSigned(byte[] signature) {
        if (isOver()) {
            return drain();
        }
        if (ownSteps != OwnSteps.SIGNING) {
            throw new IllegalStateException("no signature is awaited");
        }
        ownSteps = OwnSteps.WRITTEN;
        write(Bytes.wrap(
                HandshakeMessages.encodeSignature(self.key().publicKey().bytes(), signature)));
        write(self.metaRecord());
        if (state instanceof HandshakeState.Verified verified) {
            proceed(verified.peer());
        }
        return drain();
    }

    /** The peer's key and signatures were checked, or a part of the second key agreement is done. */
    public List<HandshakeEffect> onVerified(Result result) {
        if (isOver()) {
            return drain();
        }
        switch (result) {
            case Result.Verified verified
            when state instanceof HandshakeState.Verifying verifying -> onAuthentic(verified.key(), verifying);
            case Result.Exchanged exchanged
            when state instanceof HandshakeState.Exchanging exchanging -> onExchanged(exchanging, exchanged.ours());
            case Result.Refused refused
            when state instanceof HandshakeState.Verifying ->
                onRefused(refused.reason(), HandshakeFailure.BAD_IDENTITY_KEY);
            case Result.Refused refused
            when state instanceof HandshakeState.Exchanging ->
                onRefused(refused.reason(), HandshakeFailure.BAD_EPHEMERAL_KEY);
            default -> throw new IllegalStateException("no such result is awaited: " + result);
        }
        return drain();
    }

    /** The signature service did not take, or did not do, the work asked for. */
    public List<HandshakeEffect> onOverloaded() {
        if (!isOver()) {
            fail(HandshakeFailure.OVERLOADED, "no room for signature work");
        }
        return drain();
    }

    /** Time passed. */
    public List<HandshakeEffect> onTick(long now) {
        if (!isOver()) {
            expired(now);
        }
        return drain();
    }

    /** The owner gives the connection up. */
    public void abandon() {
        if (!isOver()) {
            fail(HandshakeFailure.TIMEOUT, "given up");
            effects.clear();
        }
    }

    /** When {@link #onTick} has to be called next; meaningless once the handshake is over. */
    public long nextDeadlineNanos() {
        return state instanceof HandshakeState.Awaiting && stepDeadline - totalDeadline < 0
                ? stepDeadline
                : totalDeadline;
    }

    /** The longest record that may come now; 0 while none is due, and reading should pause. */
    public int recordLimit() {
        return state.limit(negotiation.exchange());
    }

    /** Whether the last effect, Completed or Failed, was given. */
    public boolean isOver() {
        return state instanceof HandshakeState.Complete || state instanceof HandshakeState.Failed;
    }

    private void onKey(Bytes record, long now) {
        Optional<byte[]> key = HandshakeMessages.decodeKey(record);
        if (key.isEmpty()) {
            fail(HandshakeFailure.MALFORMED, "the key message does not parse");
            return;
        }
        switch (suite.agree(ephemeral, key.get())) {
            case Agreement.Rejected rejected ->
                fail(
                        rejected.reason() == Agreement.Reason.REFLECTED
                                ? HandshakeFailure.REFLECTED
                                : HandshakeFailure.BAD_EPHEMERAL_KEY,
                        rejected.reason().name());
            case Agreement.Agreed(SessionSecrets secrets) -> {
                negotiation.agreed(secrets, ephemeral);
                ephemeral.wipe();
                effects.add(new HandshakeEffect.KeysAgreed(secrets));
                effects.add(new HandshakeEffect.Sign(new Work.Sign(self.key(), secrets.challenge())));
                ownSteps = OwnSteps.SIGNING;
                await(new HandshakeState.AwaitingSignature(secrets), now);
            }
        }
    }

    private void onSignature(HandshakeState.AwaitingSignature step, Bytes record, long now) {
        Optional<PeerSignature> message = HandshakeMessages.decodeSignature(record);
        if (message.isEmpty()) {
            fail(HandshakeFailure.MALFORMED, "the signature message does not parse");
            return;
        }
        PeerSignature claim = message.get();
        byte[] key = claim.publicKey().toArray();
        int signatureLength = signatureLength(key.length);
        if (signatureLength == 0) {
            fail(HandshakeFailure.BAD_IDENTITY_KEY, "a key of " + key.length + " bytes");
        } else if (claim.signature().size() != signatureLength) {
            fail(
                    HandshakeFailure.BAD_SIGNATURE,
                    "a signature of " + claim.signature().size() + " bytes");
        } else if (self.key().publicKey().hasBytes(key)) {
            fail(HandshakeFailure.SELF, "our own identity");
        } else if (expected != null && key.length == expected.length() && !expected.hasBytes(key)) {
            fail(HandshakeFailure.IDENTITY_MISMATCH, "another key answered");
        } else {
            await(new HandshakeState.AwaitingMeta(step.secrets(), claim), now);
        }
    }

    private void onMeta(HandshakeState.AwaitingMeta step, Bytes record, long now) {
        Optional<PeerMeta> message = HandshakeMessages.decodeMeta(record);
        if (message.isEmpty()) {
            fail(HandshakeFailure.MALFORMED, "the meta message does not parse");
            return;
        }
        PeerMeta meta = message.get();
        String unreadable = negotiation.problem(meta.offer());
        if (unreadable != null) {
            fail(HandshakeFailure.MALFORMED, unreadable);
        } else if (meta.signature().size() != step.claim().signature().size()) {
            fail(
                    HandshakeFailure.BAD_SIGNATURE,
                    "a meta signature of " + meta.signature().size() + " bytes");
        } else if (meta.networkId() != self.networkId() || meta.chainId() != self.chainId()) {
            fail(
                    HandshakeFailure.INCOMPATIBLE,
                    "network " + Long.toUnsignedString(meta.networkId()) + " chain "
                            + Long.toUnsignedString(meta.chainId()));
        } else {
            effects.add(new HandshakeEffect.Verify(new Work.VerifyPeer(
                    step.claim().publicKey().toArray(),
                    step.secrets().challenge(),
                    step.claim().signature().toArray(),
                    HandshakeMessages.metaSignBytes(meta.networkId(), meta.chainId()),
                    meta.signature().toArray())));
            negotiation.met(meta.offer());
            state = new HandshakeState.Verifying(step.claim().publicKey(), meta, now);
        }
    }

    private void onAuthentic(PublicKey key, HandshakeState.Verifying step) {
        PeerMeta meta = step.meta();
        Authenticated peer =
                new Authenticated(key, step.key(), meta, negotiation.common(meta.offer()), step.answeredAtNanos());
        if (key.equals(self.key().publicKey())) {
            fail(HandshakeFailure.SELF, "our own identity");
        } else if (expected != null && !expected.equals(key)) {
            fail(HandshakeFailure.IDENTITY_MISMATCH, "another key answered");
        } else if (ownSteps == OwnSteps.WRITTEN) {
            proceed(peer);
        } else {
            state = new HandshakeState.Verified(peer);
        }
    }

    private void onRefused(Refusal reason, HandshakeFailure badKey) {
        switch (reason) {
            case BAD_KEY -> fail(badKey, "not a valid key");
            case BAD_SIGNATURE -> fail(HandshakeFailure.BAD_SIGNATURE, "a signature does not verify");
            case UNAVAILABLE -> fail(HandshakeFailure.OVERLOADED, "signature work was not done");
        }
    }

    /**
     * Bytes of a signature under a key of that length (wire.md, section 1.6), or 0 for a length that no accepted key
     * has.
     */
    private static int signatureLength(int keyLength) {
        return switch (keyLength) {
            case 48 -> 96;
            case 32, 33, 64, 65 -> 64;
            default -> 0;
        };
    }

    /** All of both ends is known but for a second key agreement, if they want one. */
    private void proceed(Authenticated peer) {
        HybridExchange exchange = negotiation.exchange();
        if (exchange == null) {
            complete(peer);
        } else {
            state = new HandshakeState.Exchanging(peer, exchange);
            ask(exchange.begin());
        }
    }

    private void onExchanged(HandshakeState.Exchanging step, HybridRecord ours) {
        if (ours.record().length > 0) {
            write(Bytes.wrap(ours.record()));
            step.exchange().offered();
        }
        if (ours.secret().length > 0) {
            negotiation.exchanged(ours.secret());
            complete(step.peer());
        }
    }

    private void ask(Work.@Nullable OfPeer work) {
        if (work != null) {
            effects.add(new HandshakeEffect.Verify(work));
        }
    }

    private void write(Bytes record) {
        negotiation.wrote(record);
        effects.add(new HandshakeEffect.Write(record));
    }

    private void await(HandshakeState next, long now) {
        state = next;
        stepDeadline = now + timeouts.step().toNanos();
    }

    private boolean expired(long now) {
        if (state instanceof HandshakeState.Created || now - nextDeadlineNanos() < 0) {
            return false;
        }
        fail(HandshakeFailure.TIMEOUT, state.overdue());
        return true;
    }

    private void complete(Authenticated peer) {
        state = new HandshakeState.Complete();
        TrafficKeys keys = negotiation.keys(peer.meta().offer());
        if (keys != null) {
            effects.add(new HandshakeEffect.Negotiated(keys, peer.common()));
        }
        negotiation.wipe();
        effects.add(new HandshakeEffect.Completed(peer));
    }

    private void fail(HandshakeFailure reason, String detail) {
        state = new HandshakeState.Failed();
        ephemeral.wipe();
        negotiation.wipe();
        effects.add(new HandshakeEffect.Failed(reason, detail));
    }

    private List<HandshakeEffect> drain() {
        List<HandshakeEffect> drained = new ArrayList<>(effects);
        effects.clear();
        return drained;
    }
}
