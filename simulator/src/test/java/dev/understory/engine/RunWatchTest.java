package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.SimulationConfig.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class RunWatchTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static RunOutcome.Reason verdict(long heapLimit, LongSupplier heap) {
        SimulationConfig config = SimulationConfig.of(1, 1).withLimits(new Limits(HOUR, Long.MAX_VALUE, heapLimit));
        return new RunWatch(config, heap).check(0, 0, 0);
    }

    @Test
    void memoryInUseAfterACollectionIsLimited() {
        assertThat(verdict(1_000, () -> 1_001)).isEqualTo(RunOutcome.Reason.HEAP_LIMIT);
        assertThat(verdict(1_000, () -> 1_000)).isNull();
    }

    @Test
    void memoryIsNotLookedAtWithoutALimit() {
        AtomicLong looks = new AtomicLong();
        assertThat(verdict(Long.MAX_VALUE, looks::incrementAndGet)).isNull();
        assertThat(looks.get()).isZero();
    }

    /** Which collector runs, and whether it has run, is not this test's to say; that the JVM can be asked is. */
    @Test
    void theMemoryOfThisProcessCanBeRead() {
        assertThat(RunWatch.heapAfterCollection().getAsLong())
                .isBetween(0L, Runtime.getRuntime().totalMemory());
    }
}
