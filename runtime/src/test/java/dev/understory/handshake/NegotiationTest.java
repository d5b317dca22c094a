package dev.understory.handshake;

import static dev.understory.handshake.TestIdentities.offering;
import static dev.understory.handshake.TestIdentities.seed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.HybridRecord;
import dev.understory.crypto.SessionSecrets;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.Offer;
import dev.understory.wire.PeerMeta;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Two ends agree on what both can do, or on keys with which nothing opens (wire.md, section 12). */
final class NegotiationTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final Capabilities SOME = new Capabilities(11, "one/1");
    private static final Capabilities HYBRID = Capabilities.of(EnumSet.of(Capability.HYBRID_KEY_AGREEMENT), "");
    private static final Capabilities OTHERS = new Capabilities(40, "two/2");

    @Test
    void bothLearnWhatIsCommonAndHaveTheSameNewKeys() {
        for (CryptoSuite suite : new CryptoSuite[] {SUITE, CryptoSuites.modelled()}) {
            WireEnd a = new WireEnd(suite, offering(suite, 1, SOME), null, seed(101));
            WireEnd b = new WireEnd(suite, offering(suite, 2, OTHERS), null, seed(102));
            exchange(a, b);
            assertThat(a.peer().common()).isEqualTo(new Capabilities(8, "two/2"));
            assertThat(b.peer().common()).isEqualTo(new Capabilities(8, "one/1"));
            assertThat(a.keys.send()).isEqualTo(b.keys.receive()).isNotEqualTo(a.keys.receive());
            assertThat(a.keys.receive()).isEqualTo(b.keys.send());
        }
    }

    @Test
    void newKeysAreThereJustBeforeTheEndAndAreNotThoseOfTheHandshake() {
        WireEnd a = end(1, SOME);
        exchange(a, end(2, SOME));
        assertThat(a.effects.stream().map(effect -> effect.getClass().getSimpleName()))
                .containsExactly("Write", "KeysAgreed", "Sign", "Write", "Write", "Verify", "Negotiated", "Completed");
        HandshakeEffect.KeysAgreed before = (HandshakeEffect.KeysAgreed) a.effects.get(1);
        assertThat(a.keys.send())
                .isNotEqualTo(before.secrets().sendKey())
                .isNotEqualTo(before.secrets().receiveKey());
        assertThat(before.secrets().extension()).as("wiped").containsOnly(0);
    }

    @Test
    void twoSessionsOfTheSamePeersHaveDifferentKeys() {
        WireEnd first = end(1, SOME);
        exchange(first, end(2, SOME));
        WireEnd second = new WireEnd(SUITE, offering(SUITE, 1, SOME), null, seed(103));
        exchange(second, new WireEnd(SUITE, offering(SUITE, 2, SOME), null, seed(102)));
        assertThat(second.keys.send()).isNotEqualTo(first.keys.send());
    }

    @Test
    void withAnEndThatOffersNothingNothingIsDifferent() {
        for (boolean oursIsOld : new boolean[] {true, false}) {
            WireEnd a = end(1, oursIsOld ? Capabilities.NONE : SOME);
            WireEnd b = end(2, oursIsOld ? SOME : Capabilities.NONE);
            exchange(a, b);
            for (WireEnd each : new WireEnd[] {a, b}) {
                assertThat(each.peer().common()).isEqualTo(Capabilities.NONE);
                assertThat(each.keys).isNull();
            }
        }
    }

    /** Somebody who could write under the handshake's keys, which nobody but the two ends can. */
    @Test
    void whoAltersAnOfferOnItsWayGetsTwoEndsThatUnderstandNothingOfEachOther() {
        for (Capabilities altered : new Capabilities[] {
            new Capabilities(0, "two/2"), new Capabilities(40, ""), new Capabilities(41, "two/2")
        }) {
            WireEnd a = end(1, SOME);
            WireEnd b = end(2, OTHERS);
            exchange(a, b, meta -> offer(meta, new Offer.Made(altered)));
            assertThat(a.peer()).isNotNull();
            assertThat(b.peer()).isNotNull();
            assertThat(a.keys.send()).isNotEqualTo(b.keys.receive());
            assertThat(a.keys.receive()).isNotEqualTo(b.keys.send());
        }
    }

    @Test
    void whoStripsAnOfferLeavesOneEndWithOldKeysAndTheOtherWithNew() {
        WireEnd a = end(1, SOME);
        WireEnd b = end(2, OTHERS);
        exchange(a, b, meta -> offer(meta, new Offer.None()));
        assertThat(a.keys).isNull();
        assertThat(b.keys).isNotNull();
    }

    @Test
    void anUnreadableOfferEndsTheHandshakeWithItsReason() {
        WireEnd a = end(1, SOME);
        WireEnd b = end(2, OTHERS);
        exchange(a, b, NegotiationTest::twice);
        HandshakeEffect.Failed failed = (HandshakeEffect.Failed) a.effects.getLast();
        assertThat(failed.reason()).isEqualTo(HandshakeFailure.MALFORMED);
        assertThat(failed.detail()).isEqualTo("capabilities come twice");
    }

    @Test
    void whoOffersNothingDoesNotLookAtAnOffer() {
        WireEnd a = end(1, Capabilities.NONE);
        WireEnd b = end(2, OTHERS);
        exchange(a, b, NegotiationTest::twice);
        assertThat(a.peer()).isNotNull();
    }

    @Test
    void withBothOfferingItKeysNeedBothKeyAgreements() {
        for (CryptoSuite suite : new CryptoSuite[] {SUITE, CryptoSuites.modelled()}) {
            for (int seed = 0; seed < 4; seed++) {
                WireEnd a = new WireEnd(suite, offering(suite, 1, HYBRID), null, seed(200 + seed));
                WireEnd b = new WireEnd(suite, offering(suite, 2, HYBRID), null, seed(300 + seed));
                a.start();
                b.start();
                for (int i = 0; i < 5; i++) {
                    b.receive(a.take());
                    a.receive(b.take());
                }
                assertThat(a.keys.send()).isEqualTo(b.keys.receive());
                assertThat(a.keys.receive()).isEqualTo(b.keys.send());
                assertThat(records(a)).containsAnyOf(HybridRecord.KEY, HybridRecord.CIPHERTEXT);
                assertThat(records(a).getLast() + records(b).getLast())
                        .isEqualTo(HybridRecord.KEY + HybridRecord.CIPHERTEXT);
            }
        }
    }

    /** Who has broken one of the two has one of these secrets, and the transcript. */
    @Test
    void neitherSecretAloneMakesTheKeys() {
        byte[] extension = seed(1);
        byte[] hybrid = seed(2);
        byte[] transcript = {1, 2, 3};
        byte[] real = keys(extension, hybrid, transcript);
        assertThat(keys(extension, seed(3), transcript)).isNotEqualTo(real);
        assertThat(keys(extension, new byte[32], transcript)).isNotEqualTo(real);
        assertThat(keys(extension, new byte[0], transcript)).isNotEqualTo(real);
        assertThat(keys(seed(3), hybrid, transcript)).isNotEqualTo(real);
        assertThat(keys(new byte[32], hybrid, transcript)).isNotEqualTo(real);
        assertThat(keys(extension, hybrid, new byte[] {1, 2, 4})).isNotEqualTo(real);
        assertThat(keys(extension, hybrid, transcript)).isEqualTo(real);
    }

    private static byte[] keys(byte[] extension, byte[] hybrid, byte[] transcript) {
        SessionSecrets secrets = new SessionSecrets(new byte[32], new byte[32], new byte[32], extension, true);
        return SUITE.negotiatedKeys(secrets, hybrid, transcript).send();
    }

    @Test
    void aKeyThatIsNoneOrAnotherLengthEndsTheHandshake() {
        byte[] noKey = new byte[HybridRecord.KEY];
        Arrays.fill(noKey, (byte) 0xff);
        assertThat(afterStep4(noKey)).isEqualTo(HandshakeFailure.BAD_EPHEMERAL_KEY);
        assertThat(afterStep4(new byte[HybridRecord.KEY - 1])).isEqualTo(HandshakeFailure.MALFORMED);
        assertThat(afterStep4(new byte[HybridRecord.KEY + 1])).isEqualTo(HandshakeFailure.MALFORMED);
        assertThat(afterStep4(new byte[1])).isEqualTo(HandshakeFailure.MALFORMED);
    }

    /** What comes of that record in place of the smaller end's key, at the greater end. */
    private static HandshakeFailure afterStep4(byte[] record) {
        WireEnd a = end(1, HYBRID);
        WireEnd b = end(2, HYBRID);
        exchange(a, b);
        WireEnd greater = records(a).getLast() == HybridRecord.KEY ? b : a;
        assertThat(greater.peer()).isNull();
        greater.perform(greater.handshake.onRecord(Bytes.wrap(record), 0));
        return greater.failure();
    }

    @Test
    void aSecondKeyAgreementThatDoesNotGoOnEndsWithTheHandshakesTime() {
        WireEnd a = end(1, HYBRID);
        exchange(a, end(2, HYBRID));
        a.perform(a.handshake.onTick(2_999_999_999L));
        assertThat(a.failure()).isNull();
        a.perform(a.handshake.onTick(3_000_000_000L));
        assertThat(a.failure()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    /** What is judged by that time must not make whoever leaves the second key agreement out look nearer. */
    @Test
    void theSecondKeyAgreementDoesNotCountAsTimeToAnswer() {
        WireEnd a = end(1, HYBRID);
        WireEnd b = end(2, HYBRID);
        exchange(a, b);
        WireEnd smaller = records(a).getLast() == HybridRecord.KEY ? a : b;
        WireEnd greater = smaller == a ? b : a;
        greater.perform(greater.handshake.onRecord(written(smaller, 3), 50));
        smaller.perform(smaller.handshake.onRecord(written(greater, 3), 100));
        assertThat(greater.peer().answeredAtNanos()).isEqualTo(0);
        assertThat(smaller.peer().answeredAtNanos()).isEqualTo(0);

        WireEnd c = end(3, Capabilities.NONE);
        WireEnd d = end(4, Capabilities.NONE);
        exchange(c, d, meta -> meta, 7);
        assertThat(c.peer().answeredAtNanos()).isEqualTo(7);
    }

    private static List<Integer> records(WireEnd end) {
        return end.effects.stream()
                .filter(HandshakeEffect.Write.class::isInstance)
                .map(effect -> ((HandshakeEffect.Write) effect).record().size())
                .toList();
    }

    /** The offer again at the end: it follows the ids (4 bytes) and an Ed25519 signature (66). */
    private static Bytes twice(Bytes meta) {
        byte[] record = meta.toArray();
        byte[] field = meta.slice(70, record.length - 70).toArray();
        byte[] both = new byte[record.length + field.length];
        System.arraycopy(record, 0, both, 0, record.length);
        System.arraycopy(field, 0, both, record.length, field.length);
        return Bytes.wrap(both);
    }

    private static Bytes offer(Bytes record, Offer offer) {
        PeerMeta meta = HandshakeMessages.decodeMeta(record).orElseThrow();
        return Bytes.wrap(
                HandshakeMessages.encodeMeta(new PeerMeta(meta.networkId(), meta.chainId(), meta.signature(), offer)));
    }

    private static WireEnd end(int number, Capabilities capabilities) {
        return new WireEnd(SUITE, offering(SUITE, number, capabilities), null, seed(100 + number));
    }

    private static void exchange(WireEnd a, WireEnd b) {
        exchange(a, b, meta -> meta);
    }

    private static void exchange(WireEnd a, WireEnd b, UnaryOperator<Bytes> between) {
        exchange(a, b, between, 0);
    }

    /** Record by record; {@code between} changes the meta record that {@code a} gets, the last of all, at that time. */
    private static void exchange(WireEnd a, WireEnd b, UnaryOperator<Bytes> between, long lastAt) {
        a.start();
        b.start();
        for (int i = 0; i < 3; i++) {
            Bytes fromA = written(a, i);
            Bytes fromB = written(b, i);
            long now = i == 2 ? lastAt : 0;
            a.perform(a.handshake.onRecord(i == 2 ? between.apply(fromB) : fromB, now));
            b.perform(b.handshake.onRecord(fromA, now));
        }
    }

    private static Bytes written(WireEnd end, int index) {
        return end.effects.stream()
                .filter(HandshakeEffect.Write.class::isInstance)
                .map(effect -> ((HandshakeEffect.Write) effect).record())
                .toList()
                .get(index);
    }
}
