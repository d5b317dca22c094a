package dev.understory.handshake;

import static dev.understory.handshake.TestIdentities.identity;
import static dev.understory.handshake.TestIdentities.seed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService.Refusal;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine's phases, order and deadlines. */
final class HandshakeTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final CryptoSuite MODELLED = CryptoSuites.modelled();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @ParameterizedTest
    @CsvSource({
        "BLS12_381, BLS12_381",
        "BLS12_381, ED25519",
        "ED25519, ED25519",
        "ED25519, SECP256K1",
        "SECP256K1, BLS12_381"
    })
    void bothSidesLearnWhoTheOtherIs(KeyType one, KeyType other) {
        for (CryptoSuite suite : new CryptoSuite[] {SUITE, MODELLED}) {
            WireEnd a = end(suite, one, 1);
            WireEnd b = end(suite, other, 2);
            exchange(a, b);
            assertThat(a.peer().peer())
                    .isEqualTo(identity(suite, other, 2).key().publicKey());
            assertThat(b.peer().peer()).isEqualTo(identity(suite, one, 1).key().publicKey());
            assertThat(a.peer().meta().networkId()).isEqualTo(1);
            assertThat(a.peer().meta().chainId()).isEqualTo(1);
        }
    }

    @Test
    void writesStepsTwoAndThreeBackToBackAsSoonAsTheKeyIsThere() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1).start();
        WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
        assertThat(a.take()).hasSize(38);
        a.receive(b.take());
        assertThat(a.take()).hasSize(2 * 1044);
        assertThat(a.effects.stream().map(effect -> effect.getClass().getSimpleName()))
                .containsExactly("Write", "KeysAgreed", "Sign", "Write", "Write");
    }

    @Test
    void everythingOfThePeerMayComeInOneSegment() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1).start();
        WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
        b.receive(a.take());
        a.receive(b.take());
        assertThat(a.peer()).isNotNull();
    }

    @Test
    void completesOnlyWhenOurOwnStepsAreWritten() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1);
        a.worksAtOnce = false;
        a.start();
        WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
        b.receive(a.take());
        a.receive(b.take());
        Work.Sign sign = (Work.Sign) a.work.remove();
        a.workOnce();
        assertThat(a.peer()).isNull();
        assertThat(a.take()).isEmpty();
        a.perform(a.handshake.onSigned(SUITE.sign(sign.key(), sign.message())));
        assertThat(a.peer()).isNotNull();
        b.receive(a.take());
        assertThat(b.peer()).isNotNull();
    }

    @Test
    void wantsNoRecordWhileTheSignaturesAreChecked() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1);
        a.worksAtOnce = false;
        a.start();
        WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
        b.receive(a.take());
        a.receive(b.take());
        assertThat(a.handshake.recordLimit()).isZero();
        a.perform(a.handshake.onRecord(Bytes.wrap(new byte[10]), 0));
        assertThat(a.failure()).isEqualTo(HandshakeFailure.MALFORMED);
    }

    @Test
    void anyPeerAnswersWhereNoneIsExpectedAndTheExpectedOneWhereItIs() {
        LocalIdentity other = identity(SUITE, KeyType.ED25519, 2);
        WireEnd a = new WireEnd(
                SUITE, identity(SUITE, KeyType.ED25519, 1), other.key().publicKey(), seed(11));
        WireEnd b = end(SUITE, KeyType.ED25519, 2);
        exchange(a, b);
        assertThat(a.peer()).isNotNull();
        assertThat(b.peer()).isNotNull();
    }

    @Test
    void eachStepHasADeadline() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1).start();
        assertThat(a.handshake.nextDeadlineNanos()).isEqualTo(SECOND);
        a.perform(a.handshake.onTick(SECOND - 1));
        assertThat(a.failure()).isNull();
        a.perform(a.handshake.onTick(SECOND));
        assertThat(a.failure()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void aStepBeginsWithTheRecordBeforeItAndTheWholeHasADeadlineToo() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1);
        a.now = -5;
        a.start();
        WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
        b.receive(a.take());
        byte[] fromB = b.take();
        a.now = SECOND - 10;
        a.receive(Arrays.copyOf(fromB, 38));
        assertThat(a.handshake.nextDeadlineNanos()).isEqualTo(2 * SECOND - 10);
        a.now = 2 * SECOND - 20;
        a.receive(Arrays.copyOfRange(fromB, 38, 38 + 1044));
        assertThat(a.handshake.nextDeadlineNanos()).isEqualTo(3 * SECOND - 20);
        a.worksAtOnce = false;
        a.now = 3 * SECOND - 30;
        a.receive(Arrays.copyOfRange(fromB, 38 + 1044, fromB.length));
        assertThat(a.handshake.nextDeadlineNanos()).isEqualTo(3 * SECOND - 5);
        a.perform(a.handshake.onTick(3 * SECOND - 5));
        assertThat(a.failure()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void aRecordThatComesTooLateIsNotRead() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1).start();
        a.now = SECOND;
        a.receive(end(SUITE, KeyType.ED25519, 2).start().take());
        assertThat(a.failure()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    /** The clock may start anywhere, and overflow. */
    @Test
    void deadlinesHoldAcrossTheOverflowOfTheClock() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1);
        a.now = Long.MAX_VALUE - 10;
        a.start();
        a.perform(a.handshake.onTick(Long.MAX_VALUE));
        assertThat(a.failure()).isNull();
        a.perform(a.handshake.onTick(Long.MAX_VALUE - 10 + SECOND));
        assertThat(a.failure()).isEqualTo(HandshakeFailure.TIMEOUT);
    }

    @Test
    void failsWhenThereIsNoRoomForSignatureWork() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1);
        a.worksAtOnce = false;
        a.start();
        WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
        a.receive(b.take());
        a.perform(a.handshake.onOverloaded());
        assertThat(a.failure()).isEqualTo(HandshakeFailure.OVERLOADED);
    }

    @Test
    void failsWhenVerificationIsRefused() {
        for (Refusal refusal : Refusal.values()) {
            WireEnd a = end(SUITE, KeyType.ED25519, 1).start();
            WireEnd b = end(SUITE, KeyType.ED25519, 2).start();
            b.receive(a.take());
            a.worksAtOnce = false;
            a.receive(b.take());
            a.perform(a.handshake.onSigned(new byte[64]));
            a.perform(a.handshake.onVerified(new Result.Refused(refusal)));
            assertThat(a.failure())
                    .isEqualTo(
                            switch (refusal) {
                                case BAD_KEY -> HandshakeFailure.BAD_IDENTITY_KEY;
                                case BAD_SIGNATURE -> HandshakeFailure.BAD_SIGNATURE;
                                case UNAVAILABLE -> HandshakeFailure.OVERLOADED;
                            });
        }
    }

    @Test
    void ignoresWhatComesAfterItsEnd() {
        WireEnd a = end(SUITE, KeyType.ED25519, 1).start();
        a.perform(a.handshake.onTick(SECOND));
        assertThat(a.handshake.onRecord(Bytes.wrap(new byte[10]), SECOND)).isEmpty();
        assertThat(a.handshake.onSigned(new byte[64])).isEmpty();
        assertThat(a.handshake.onVerified(new Result.Refused(Refusal.BAD_KEY))).isEmpty();
        assertThat(a.handshake.onTick(5 * SECOND)).isEmpty();
        assertThat(a.handshake.onOverloaded()).isEmpty();
        assertThat(a.handshake.onUnreadableRecord("x")).isEmpty();
        assertThat(a.handshake.recordLimit()).isZero();
    }

    @Test
    void bugsOfItsOwnerThrow() {
        Handshake handshake = end(SUITE, KeyType.ED25519, 1).handshake;
        handshake.start(0);
        assertThatThrownBy(() -> handshake.start(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> handshake.onSigned(new byte[64])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> handshake.onVerified(new Result.Refused(Refusal.BAD_KEY)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new HandshakeTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** attacks.md, F7, of the keys: no two of many handshakes share one. */
    @Test
    void everyHandshakeHasKeysOfItsOwn() {
        Set<Bytes> keys = new HashSet<>();
        Random random = new Random(81);
        for (int i = 0; i < 1000; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            WireEnd a = new WireEnd(SUITE, identity(MODELLED, KeyType.ED25519, 1), null, seed).start();
            random.nextBytes(seed);
            WireEnd b = new WireEnd(SUITE, identity(MODELLED, KeyType.ED25519, 2), null, seed).start();
            a.worksAtOnce = false;
            a.receive(b.take());
            HandshakeEffect.KeysAgreed agreed = (HandshakeEffect.KeysAgreed) a.effects.get(1);
            assertThat(keys.add(Bytes.wrap(agreed.secrets().sendKey()))).isTrue();
            assertThat(keys.add(Bytes.wrap(agreed.secrets().receiveKey()))).isTrue();
        }
    }

    private static WireEnd end(CryptoSuite suite, KeyType type, int number) {
        return new WireEnd(suite, identity(suite, type, number), null, seed(100 + number));
    }

    private static void exchange(WireEnd a, WireEnd b) {
        a.start();
        b.start();
        for (int i = 0; i < 4; i++) {
            b.receive(a.take());
            a.receive(b.take());
        }
    }
}
