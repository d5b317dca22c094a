package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.limits.PeerMemory;
import dev.understory.wire.Bytes;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EarlyBytesTest {
    private static final int MOST = 10_000;

    private final PeerMemory memory = new MemoryPool(Limits.memory()).peer(Limits.PEER_BYTES, () -> {});
    private final EarlyBytes early = new EarlyBytes(MOST, memory);

    private static Bytes bytes(int size) {
        return Bytes.wrap(new byte[size]);
    }

    @Test
    void manySmallPiecesAreNotFree() {
        int held = 0;
        while (early.hold(bytes(1)) == null) {
            held++;
        }
        assertThat(held).isEqualTo(MOST / (1 + EarlyBytes.BESIDE));
        assertThat(memory.used()).isEqualTo(early.size()).isEqualTo((long) held * (1 + EarlyBytes.BESIDE));
        assertThat(Objects.requireNonNull(early.hold(bytes(1))).reason()).isEqualTo(CloseReason.MEMORY_BUDGET);
    }

    @Test
    void aPieceOfALargeArrayIsKeptWithoutIt() {
        Bytes large = Bytes.wrap(new byte[MOST * 100]);
        assertThat(early.hold(large.slice(7, 100))).isNull();
        assertThat(memory.used()).isEqualTo(100 + EarlyBytes.BESIDE);
        Bytes kept = Objects.requireNonNull(early.next());
        assertThat(kept).isEqualTo(bytes(100));
        assertThat(kept.array()).hasSize(100);
        assertThat(memory.used()).isZero();
    }

    @Test
    void whatIsTakenOutOrClearedIsGivenBackAsItWasCharged() {
        byte[] array = new byte[150];
        assertThat(early.hold(Bytes.wrap(array).slice(0, 100))).isNull();
        assertThat(early.hold(bytes(0))).isNull();
        assertThat(early.hold(bytes(200))).isNull();
        assertThat(memory.used()).as("the whole array").isEqualTo(350 + 2 * EarlyBytes.BESIDE);
        assertThat(Objects.requireNonNull(early.next()).array()).isSameAs(array);
        assertThat(memory.used()).isEqualTo(200 + EarlyBytes.BESIDE);
        early.clear();
        assertThat(memory.used()).isZero();
        assertThat(early.size()).isZero();
        assertThat(early.next()).isNull();
    }
}
