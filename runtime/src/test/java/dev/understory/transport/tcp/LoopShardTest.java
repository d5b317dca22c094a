package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopShardTest {
    private final EventLoops loops = EventLoops.start(1, "test-loop");
    private final LoopShard shard = loops.shard(0);

    @AfterEach
    void shutDown() {
        loops.shutdown().toCompletableFuture().join();
    }

    @Test
    void anArrayIsUsedAgainOnlyAfterItWasGivenBack() {
        byte[] first = shard.readArray(60_000);
        assertThat(shard.readArray(60_000)).isNotSameAs(first);
        shard.recycle(first);
        assertThat(shard.readArray(40_000)).isSameAs(first);
        assertThat(shard.readArray(40_000)).isNotSameAs(first);
    }

    @Test
    void arraysForSmallAndForOddReadsAreAsLargeAsTheReadAndNotKept() {
        for (int size : new int[] {1, 1044, 4095, LoopShard.ARRAY_BYTES + 1}) {
            byte[] array = shard.readArray(size);
            assertThat(array).hasSize(size);
            shard.recycle(array);
            assertThat(shard.readArray(size)).isNotSameAs(array);
        }
    }

    @Test
    void anArrayOfMiddlingSizeIsUsedAgainForReadsThatFillHalfOfIt() {
        byte[] first = shard.readArray(20_000);
        assertThat(first).hasSize(LoopShard.ARRAY_BYTES / 2);
        shard.recycle(first);
        assertThat(shard.readArray(16 * 1024)).isNotSameAs(first);
        assertThat(shard.readArray(32 * 1024)).isSameAs(first);
    }

    @Test
    void onlySoManyArraysAreKept() {
        List<byte[]> arrays = new ArrayList<>();
        for (int i = 0; i < 2 * LoopShard.SPARE_ARRAYS; i++) {
            arrays.add(shard.readArray(LoopShard.ARRAY_BYTES));
        }
        arrays.forEach(shard::recycle);
        int again = 0;
        for (int i = 0; i < 2 * LoopShard.SPARE_ARRAYS; i++) {
            byte[] array = shard.readArray(LoopShard.ARRAY_BYTES);
            again += arrays.stream().anyMatch(one -> one == array) ? 1 : 0;
        }
        assertThat(again).isEqualTo(LoopShard.SPARE_ARRAYS);
    }
}
