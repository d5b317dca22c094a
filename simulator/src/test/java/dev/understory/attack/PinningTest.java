package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.network.StreamModel;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One attacker pins no more than eight megabytes, whatever it does, by what is charged. With {@code -Dunderstory.test.pinned=true}
 * and no other test beside it the live heap is judged too, and all figures are printed.
 */
class PinningTest {
    private static final boolean PRINTS = Pinning.HAS_ITS_OWN_PROCESS;

    @BeforeAll
    static void header() {
        if (PRINTS) {
            System.out.println(Pinning.HEADER);
        }
    }

    static List<Pinning.Way> ways() {
        return Pinning.ways();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void isBoundedOnTheSimulatedNetwork(Pinning.Way way) {
        try (SimBed bed = new SimBed(Pinning.DEFAULTS)) {
            long onTheWay = way.reads() ? 0 : StreamModel.DEFAULT.windows().receive();
            judge("simulated", Pinning.play(bed, way), onTheWay);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void isBoundedOverTcp(Pinning.Way way) {
        try (TcpBed bed = new TcpBed(Pinning.DEFAULTS)) {
            judge("TCP", Pinning.play(bed, way), 0);
        }
    }

    /**
     * Nothing is held beyond the bound but what is paid for, and nothing once he is gone.
     *
     * @param onTheWay bytes that lie in this process's heap and not in the node: those of a simulated network
     */
    private static void judge(String where, Pinning.Outcome outcome, long onTheWay) {
        if (PRINTS) {
            System.out.println(outcome.line(where));
        }
        String what = outcome.toString();
        assertThat(outcome.left()).as("freed within a second: " + what).isZero();
        assertThat(outcome.kept()).as(what).isLessThanOrEqualTo(Pinning.BOUND);
        if (!outcome.way().pays()) {
            assertThat(outcome.most()).as(what).isLessThanOrEqualTo(Pinning.BOUND);
            assertThat(outcome.heap() - onTheWay).as(what).isLessThanOrEqualTo(Pinning.BOUND + Pinning.OWN);
        }
    }
}
