package dev.understory.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** What counts as flat, and what does not. */
class FlatnessTest {
    private static final long MIB = 1 << 20;
    private static final Residue STEADY = new Residue(78, 20 * MIB, 16 * MIB, 0, 20);

    private static Flatness over(long connects, LongFunction<Residue> held) {
        Flatness flatness = new Flatness("connects");
        for (int round = 1; round <= 20; round++) {
            flatness.read(connects * round / 20, held.apply(connects * round / 20));
        }
        return flatness;
    }

    @Test
    void whatGoesUpAndDownIsFlat() {
        Flatness flatness = over(
                100_000, at -> new Residue(78 + at / 5_000 % 2, 20 * MIB + at / 5_000 % 3 * 100_000, 16 * MIB, 0, 19));
        assertThat(flatness.problems()).isEmpty();
    }

    @Test
    void tablesMayFillInTheFirstFifth() {
        Flatness flatness =
                over(100_000, at -> new Residue(78, 20 * MIB + Math.min(at, 20_000) * 1_000, 16 * MIB, 0, 20));
        assertThat(flatness.problems()).isEmpty();
    }

    @Test
    void aDescriptorInTenThousandConnectionsIsALeak() {
        assertThat(over(100_000, at -> new Residue(78 + at / 10_000, STEADY.heap(), STEADY.direct(), 0, 20))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("descriptors: rose by 7");
    }

    @Test
    void anEntryOfAMapForEachConnectionIsALeak() {
        assertThat(over(100_000, at -> new Residue(78, 20 * MIB + 48 * at, STEADY.direct(), 0, 20))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("heap: rose by 3.");
    }

    @Test
    void aShortRunSeesOnlyWhatIsGreat() {
        assertThat(over(3_000, at -> new Residue(78 + at / 600, 20 * MIB + 800 * at, STEADY.direct(), 0, 20))
                        .problems())
                .isEmpty();
        assertThat(over(3_000, at -> new Residue(78 + at / 400, 20 * MIB + 1_000 * at, STEADY.direct(), 0, 20))
                        .problems())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("descriptors"))
                .anyMatch(line -> line.startsWith("heap"));
    }

    @Test
    void buffersThatNobodyGivesBackAndThreadsThatStayAreLeaks() {
        assertThat(over(3_000, at -> new Residue(78, STEADY.heap(), STEADY.direct(), at * 1024, 20 + at / 100))
                        .problems())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("in-buffers"))
                .anyMatch(line -> line.startsWith("threads"));
    }

    @Test
    void aResidueReadsWhatItWrote() {
        assertThat(Residue.parse(STEADY.line())).isEqualTo(STEADY);
    }
}
