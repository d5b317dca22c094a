package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceHashTest {
    private static long hash(TraceKind kind, long time, long subject, long size) {
        TraceHash hash = new TraceHash();
        hash.add(kind, time, subject, size);
        return hash.value();
    }

    @Test
    void everyPartOfAnEventCounts() {
        Set<Long> values = new HashSet<>();
        for (TraceKind kind : TraceKind.values()) {
            for (long time = 0; time < 8; time++) {
                for (long subject = 0; subject < 8; subject++) {
                    for (long size = 0; size < 8; size++) {
                        values.add(hash(kind, time, subject, size));
                    }
                }
            }
        }
        assertThat(values).hasSize(TraceKind.values().length * 8 * 8 * 8);
    }

    @Test
    void theOrderOfEventsCounts() {
        TraceHash one = new TraceHash();
        one.add(TraceKind.TIMER, 1, 0, 0);
        one.add(TraceKind.TIMER, 2, 0, 0);
        TraceHash other = new TraceHash();
        other.add(TraceKind.TIMER, 2, 0, 0);
        other.add(TraceKind.TIMER, 1, 0, 0);
        assertThat(one.value()).isNotEqualTo(other.value());
    }

    @Test
    void isPrintedAsSixteenDigits() {
        assertThat(TraceHash.text(0x1f)).isEqualTo("000000000000001f");
    }
}
