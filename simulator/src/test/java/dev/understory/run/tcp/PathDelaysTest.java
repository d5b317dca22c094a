package dev.understory.run.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.run.Runs;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class PathDelaysTest {
    private static final long EXTRA = 70_000_000L;

    private final Scenario scenario = Runs.scenario("nodes: [{group: full, count: 3}]");
    private final PathDelays paths = new PathDelays(
            RunPlan.of(scenario, 1, CryptoMode.REAL, ApplicationLoader.of("")),
            Geography.load(scenario.network(), Path.of(".")));

    @Test
    void aSlowWayIsLongerInItsDirectionUntilItEnds() {
        long there = paths.baseNanos(0, 1);
        long back = paths.baseNanos(1, 0);
        Runnable end = paths.slow(node(0), node(1), true, EXTRA);
        assertThat(paths.baseNanos(0, 1)).isEqualTo(there + EXTRA);
        assertThat(paths.baseNanos(1, 0)).isEqualTo(back);
        end.run();
        assertThat(paths.baseNanos(0, 1)).isEqualTo(there);
    }

    @Test
    void slowWaysAddUpAndSpareOthers() {
        long there = paths.baseNanos(1, 0);
        long other = paths.baseNanos(0, 2);
        paths.slow(node(0), node(1), false, EXTRA);
        paths.slow(node(1), node(0), true, EXTRA);
        assertThat(paths.baseNanos(1, 0)).isEqualTo(there + 2 * EXTRA);
        assertThat(paths.baseNanos(0, 2)).isEqualTo(other);
    }

    private static BitSet node(int number) {
        BitSet set = new BitSet();
        set.set(number);
        return set;
    }
}
