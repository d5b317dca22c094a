package dev.understory.handshake;

import static dev.understory.handshake.TestIdentities.identity;
import static dev.understory.handshake.TestIdentities.seed;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A good handshake cut everywhere and changed everywhere, and bytes that are none. */
final class HandshakeBytesTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final LocalIdentity SELF = identity(SUITE, KeyType.ED25519, 1);
    private static final byte[] GOOD = goodHandshake();
    /** Where the signed and sealed part of the good handshake begins. */
    private static final int SEALED = 38;

    @Test
    void splitAtAnyOffsetItGivesTheSameResult() {
        byte[] expected = writtenBy(receiver(GOOD));
        for (int split = 0; split <= GOOD.length; split++) {
            WireEnd end = new WireEnd(SUITE, SELF, null, seed(101)).start();
            end.receive(Arrays.copyOf(GOOD, split));
            assertThat(end.failure()).isNull();
            end.receive(Arrays.copyOfRange(GOOD, split, GOOD.length));
            assertThat(end.peer()).isNotNull();
            assertThat(writtenBy(end)).isEqualTo(expected);
        }
    }

    @Test
    void cutAtAnyOffsetItNeverCompletes() {
        for (int length = 0; length < GOOD.length; length++) {
            WireEnd end = receiver(Arrays.copyOf(GOOD, length));
            assertThat(end.peer()).isNull();
            assertThat(end.failure()).isNull();
            end.perform(end.handshake.onTick(3_000_000_000L));
            assertThat(end.failure()).isEqualTo(HandshakeFailure.TIMEOUT);
        }
    }

    @Test
    void withAnyByteChangedItNeverCompletes() {
        Random random = new Random(91);
        for (int at = 0; at < GOOD.length; at++) {
            byte[] bad = GOOD.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            WireEnd end = receiver(bad);
            assertThat(end.peer()).as("byte %d", at).isNull();
            if (at >= SEALED) {
                assertThat(end.failure()).isEqualTo(HandshakeFailure.MALFORMED);
            }
        }
    }

    @Test
    void randomBytesNeverComplete() {
        Random random = new Random(92);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            System.arraycopy(GOOD, 0, bytes, 0, Math.min(bytes.length, random.nextInt(60)));
            assertThat(receiver(bytes).peer()).isNull();
        }
    }

    @FuzzTest
    void streams(FuzzedDataProvider data) {
        assertThat(receiver(data.consumeRemainingAsBytes()).peer()).isNull();
    }

    /** Behind the cipher: an attacker who holds the keys may send any records. */
    @FuzzTest
    void records(FuzzedDataProvider data) {
        sealedRecords(data.consumeBytes(200), data.consumeBytes(200));
    }

    @Test
    void randomRecordsBehindTheCipherNeverComplete() {
        Random random = new Random(93);
        for (int i = 0; i < 2000; i++) {
            byte[] second = new byte[1 + random.nextInt(160)];
            byte[] third = new byte[1 + random.nextInt(160)];
            random.nextBytes(second);
            random.nextBytes(third);
            second[0] = 0x0a;
            third[0] = 0x08;
            sealedRecords(second, third);
        }
    }

    private static void sealedRecords(byte[] second, byte[] third) {
        WireEnd end = new WireEnd(SUITE, SELF, null, seed(101)).start();
        WireEnd attacker = new WireEnd(SUITE, identity(SUITE, KeyType.ED25519, 2), null, seed(102));
        attacker.worksAtOnce = false;
        attacker.start();
        attacker.receive(end.take());
        attacker.write(Bytes.wrap(second));
        attacker.write(Bytes.wrap(third));
        end.receive(attacker.take());
        assertThat(end.peer()).isNull();
    }

    private static WireEnd receiver(byte[] bytes) {
        WireEnd end = new WireEnd(SUITE, SELF, null, seed(101)).start();
        end.receive(bytes);
        return end;
    }

    private static byte[] writtenBy(WireEnd end) {
        byte[] written = end.take();
        assertThat(written).hasSize(GOOD.length);
        return written;
    }

    private static byte[] goodHandshake() {
        WireEnd sender = new WireEnd(SUITE, identity(SUITE, KeyType.ED25519, 2), null, seed(102)).start();
        sender.receive(new WireEnd(SUITE, SELF, null, seed(101)).start().take());
        return sender.take();
    }
}
