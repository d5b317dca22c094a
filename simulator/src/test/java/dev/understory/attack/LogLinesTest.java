package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.observe.NodeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private static final long SECOND = 1_000_000_000;

    private long now;
    private final LogLines lines = new LogLines(() -> now);

    private void line() {
        lines.emit(new NodeEvent.Stopping(Duration.ZERO));
    }

    @Test
    void soManyMayComeAtOnceAndOneASecondAfterThem() {
        for (int i = 0; i < 4; i++) {
            line();
        }
        for (int i = 0; i < 100; i++) {
            now += SECOND;
            line();
        }
        assertThat(lines.tooSoon(4)).isEmpty();
        assertThat(lines.tooSoon(3)).hasSize(104).last().asString().endsWith(" stopping");
        now += SECOND / 2;
        line();
        assertThat(lines.tooSoon(4)).hasSize(105);
        lines.forget();
        assertThat(lines.tooSoon(1)).isEmpty();
    }

    @Test
    void aPauseSavesNoMoreThanMayComeAtOnce() {
        line();
        now += 100 * SECOND;
        for (int i = 0; i < 4; i++) {
            line();
        }
        assertThat(lines.tooSoon(4)).isEmpty();
        line();
        assertThat(lines.tooSoon(4)).isNotEmpty();
    }
}
