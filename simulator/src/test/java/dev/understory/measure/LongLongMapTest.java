package dev.understory.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongLongMapTest {
    @Test
    void doesWhatAMapDoesForAllKeysZeroIncluded() {
        LongLongMap map = new LongLongMap();
        Map<Long, Long> model = new HashMap<>();
        Random random = new Random(47);
        for (int i = 0; i < 2_000; i++) {
            long key = random.nextBoolean() ? random.nextInt(300) : random.nextLong();
            long value = random.nextInt(3);
            assertThat(map.get(key)).isEqualTo(model.getOrDefault(key, 0L));
            map.put(key, value);
            model.put(key, value);
        }
        Map<Long, Long> entries = new HashMap<>();
        map.forEach((key, value) -> assertThat(entries.put(key, value)).isNull());
        assertThat(entries).isEqualTo(model).containsKey(0L);
        assertThat(map.size()).isEqualTo(model.size());
    }
}
