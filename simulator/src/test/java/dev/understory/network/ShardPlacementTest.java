package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPlacementTest {
    /** Two regions on each side of an ocean. */
    private static final Regions OCEAN = new Regions(
            "ocean",
            List.of("west", "east", "inland", "coast"),
            new long[][] {{1, 50, 5, 60}, {50, 1, 55, 4}, {5, 55, 1, 65}, {60, 4, 65, 1}},
            new double[] {1, 1, 1, 1},
            new LinkedHashMap<>());

    /** So many machines in each region, one region after the other in turns. */
    private static int[] machines(int... sizes) {
        return IntStream.range(0, Arrays.stream(sizes).max().orElseThrow())
                .flatMap(round -> IntStream.range(0, sizes.length).filter(region -> round < sizes[region]))
                .toArray();
    }

    @Test
    void regionsThatAreNearToEachOtherShareAShard() {
        int[] regions = machines(10, 10, 10, 10);
        int[] shards = ShardPlacement.of(OCEAN, regions, 2);
        for (int i = 0; i < regions.length; i++) {
            assertThat(shards[i]).isEqualTo(regions[i] % 2);
        }
    }

    @Test
    void nearRegionsArePartedWhereShardsWouldNotBeEvenOtherwise() {
        int[] regions = machines(30, 10, 10, 10);
        int[] shards = ShardPlacement.of(OCEAN, regions, 2);
        for (int i = 0; i < regions.length; i++) {
            assertThat(shards[i]).isEqualTo(regions[i] == 0 ? 0 : 1);
        }
    }

    @Test
    void machinesGoToOneShardAfterTheOtherWhereRegionsDoNotComeOutEven() {
        for (int[] regions : List.of(machines(40, 1, 1, 1), machines(8), machines(3, 3, 3, 3, 0))) {
            int[] shards = ShardPlacement.of(OCEAN, regions, 5);
            for (int i = 0; i < regions.length; i++) {
                assertThat(shards[i]).isEqualTo(i % 5);
            }
        }
        assertThat(ShardPlacement.of(OCEAN, machines(2, 2), 1)).containsOnly(0);
    }

    @Test
    void noShardGetsManyMoreMachinesThanItsShare() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new java.util.Random(seed);
            int[] regions = IntStream.range(0, 50 + random.nextInt(200))
                    .map(i -> Math.min(random.nextInt(4), random.nextInt(4)))
                    .toArray();
            int shards = 1 + random.nextInt(4);
            int[] placed = ShardPlacement.of(OCEAN, regions, shards);
            int[] load = new int[shards];
            Arrays.stream(placed).forEach(shard -> load[shard]++);
            assertThat(Arrays.stream(load).max().orElseThrow())
                    .isLessThanOrEqualTo(
                            Math.max((int) (1.1 * regions.length / shards), (regions.length + shards - 1) / shards));
        }
    }
}
