package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.measure.Residue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SoakTest {
    private static final Duration SHORT = Duration.ofSeconds(6);

    private final List<String> told = new ArrayList<>();

    /** Row R5, in little. */
    @Test
    void inputsAtRandomEndAsTheTableSaysAndWhatIsHeldIsRead() {
        Residue steady = new Residue(78, 20 << 20, 16 << 20, 0, 20);
        Soak.Outcome outcome = Soak.overTcp(rows -> rows.contains("F1"), 1, () -> steady, told::add)
                .run(SHORT);
        assertThat(outcome.played()).isPositive().isEqualTo(outcome.held());
        assertThat(outcome.rows()).containsEntry("F1", outcome.played());
        assertThat(outcome.readings()).isEqualTo(told.size()).isPositive();
        assertThat(outcome.problems()).isEmpty();
    }

    @Test
    void whatEveryReadingFindsMoreOfIsNotFlat() {
        AtomicLong descriptors = new AtomicLong();
        Soak.Outcome outcome = Soak.overTcp(
                        rows -> rows.contains("H6"),
                        2,
                        () -> new Residue(descriptors.addAndGet(20), 0, 0, 0, 0),
                        told::add)
                .run(SHORT);
        assertThat(outcome.problems()).singleElement().asString().startsWith("descriptors: rose by ");
    }

    /** Row R5, in virtual time: what is there beside memory is compared after each input. */
    @Test
    void inputsAtRandomLeaveNothingBehindInHoursOfVirtualTime() {
        Residue steady = new Residue(0, 0, 0, 0, 0);
        Soak.Outcome outcome = Soak.simulated(
                        rows -> rows.contains("M3") || rows.contains("L2") || rows.contains("H17"),
                        4,
                        () -> steady,
                        told::add)
                .run(Duration.ofHours(1));
        assertThat(told).noneMatch(line -> line.startsWith("FAILED"));
        assertThat(outcome.played()).isGreaterThan(100).isEqualTo(outcome.held());
        assertThat(outcome.rows()).containsOnlyKeys("M3", "L2", "H17");
        assertThat(outcome.isJudged()).isTrue();
    }

    @Test
    void whoeverStopsItHasWhatItFoundSoFar() {
        Soak soak = Soak.overTcp(rows -> rows.contains("H6"), 3, () -> new Residue(0, 0, 0, 0, 0), told::add);
        soak.stop();
        Soak.Outcome outcome = soak.run(Duration.ofHours(1));
        assertThat(outcome.isJudged()).isFalse();
        assertThat(outcome.played()).isZero();
    }
}
