package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.wire.Bytes;

/** Whatever comes before or after the handshake: a machine ends with a reason at worst, and never throws. */
final class TlsMachineFuzzTest {
    @FuzzTest
    void neverThrowsWhateverComes(FuzzedDataProvider data) {
        TlsPair.Kind kind = data.consumeBoolean() ? TlsPair.Kind.REAL : TlsPair.Kind.MODELLED;
        TlsPair pair = TlsPair.mutual(kind);
        pair.client.onTheWay = bytes -> mutated(bytes, data);
        pair.server.onTheWay = bytes -> mutated(bytes, data);
        pair.start();
        while (data.remainingBytes() > 0) {
            TlsPair.End end = data.consumeBoolean() ? pair.client : pair.server;
            end.machine.received(Bytes.wrap(data.consumeBytes(data.consumeInt(1, 20_000))));
            pair.run();
        }
        assertThat(pair.client.failure()).isNotEqualTo(TlsFailure.DEFECT);
        assertThat(pair.server.failure()).isNotEqualTo(TlsFailure.DEFECT);
        assertThat(pair.client.plain.size()).isZero();
        assertThat(pair.server.plain.size()).isZero();
    }

    private static Bytes mutated(Bytes bytes, FuzzedDataProvider data) {
        byte[] changed = bytes.toArray();
        if (data.remainingBytes() > 0 && data.consumeBoolean()) {
            changed[data.consumeInt(0, changed.length - 1)] ^= (byte) data.consumeInt(0, 255);
        }
        return Bytes.wrap(changed);
    }
}
