package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeded random and mutated bytes; a failure names its seed. */
final class TlsMachineHostileBytesTest {
    private static final int CASES = 300;

    @ParameterizedTest
    @EnumSource(TlsPair.Kind.class)
    void randomRecordsEndAHandshakeWithAReason(TlsPair.Kind kind) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            TlsPair.End end = seed % 2 == 0
                    ? TlsPair.End.of(kind, TestIdentities.mutual("server"), null)
                    : TlsPair.End.of(kind, TestIdentities.mutual("client"), new TlsExpectation.AnyTrusted());
            end.machine.start(0, Duration.ofSeconds(1));
            for (int i = 0; i < 20 && end.problem == null; i++) {
                byte[] record = new byte[5 + random.nextInt(500)];
                random.nextBytes(record);
                record[0] = (byte) (20 + random.nextInt(4));
                record[1] = 3;
                record[2] = 3;
                record[3] = (byte) (record.length - 5 >> 8);
                record[4] = (byte) (record.length - 5);
                if (random.nextBoolean() && record.length > 9) {
                    record[5] = (byte) (random.nextBoolean() ? 1 : 2);
                    record[6] = 0;
                    record[7] = (byte) (record.length - 9 >> 8);
                    record[8] = (byte) (record.length - 9);
                }
                end.machine.received(Bytes.wrap(record));
                end.workOff();
            }
            end.machine.tick(Long.MAX_VALUE);
            assertThat(end.problem).as("seed " + seed).isNotNull();
            assertThat(end.failure()).as("seed " + seed + ": " + end.problem).isNotEqualTo(TlsFailure.DEFECT);
        }
    }

    /** One byte of a conversation is changed: nothing wrong is ever delivered, and nothing throws. */
    @ParameterizedTest
    @EnumSource(TlsPair.Kind.class)
    void aChangedByteNeverComesThrough(TlsPair.Kind kind) {
        byte[] message = new byte[3000];
        Arrays.fill(message, (byte) 7);
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int[] left = {random.nextInt(5000)};
            TlsPair pair = TlsPair.mutual(kind);
            (random.nextBoolean() ? pair.client : pair.server).onTheWay = bytes -> {
                byte[] changed = bytes.toArray();
                if (left[0] >= 0 && left[0] < changed.length) {
                    changed[left[0]] ^= (byte) (1 + random.nextInt(255));
                }
                left[0] -= changed.length;
                return Bytes.wrap(changed);
            };
            pair.start();
            pair.client.machine.write(Bytes.wrap(message));
            pair.server.machine.write(Bytes.wrap(message));
            pair.run();
            for (TlsPair.End end : new TlsPair.End[] {pair.client, pair.server}) {
                byte[] plain = end.plain.toByteArray();
                assertThat(plain)
                        .as("seed " + seed)
                        .isEqualTo(Arrays.copyOf(message, Math.min(message.length, plain.length)));
                assertThat(end.failure())
                        .as("seed " + seed + ": " + end.problem)
                        .isNotEqualTo(TlsFailure.DEFECT);
            }
        }
    }
}
