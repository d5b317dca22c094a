package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicRatesTest {
    private static final long SECOND = 1_000_000_000;

    private final TopicRates rates = new TopicRates(new EnumMap<>(Map.of(Topic.TX, new RateLimit(10, 30))));

    private int taken(Topic topic, int offered, long now) {
        int taken = 0;
        for (int i = 0; i < offered; i++) {
            taken += rates.allows(topic, now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aBurstPassesAndThenTheRate() {
        assertThat(taken(Topic.TX, 1_000, 5 * SECOND)).isEqualTo(30);
        assertThat(taken(Topic.TX, 1_000, 6 * SECOND)).isEqualTo(10);
        assertThat(taken(Topic.TX, 1_000, 100 * SECOND)).isEqualTo(30);
    }

    @Test
    void asManyAsThereAreCanBeTakenAndGivenBack() {
        assertThat(rates.takeUpTo(Topic.TX, 20, 0)).isEqualTo(20);
        assertThat(rates.takeUpTo(Topic.TX, 20, 0)).isEqualTo(10);
        assertThat(rates.fullAt(0)).isEqualTo(3 * SECOND);
        rates.giveBack(Topic.TX, 5);
        assertThat(taken(Topic.TX, 100, 0)).isEqualTo(5);
        assertThat(rates.takeUpTo(Topic.BLOCK, 20, 0)).as("no limit").isEqualTo(20);
    }

    @Test
    void topicsWithoutALimitAreFree() {
        taken(Topic.TX, 1_000, 0);
        assertThat(taken(Topic.CONSENSUS, 1_000_000, 0)).isEqualTo(1_000_000);
    }
}
