package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.session.CloseReason;
import org.junit.jupiter.api.Test;

/** Each rule of {@link PeerSetRules}, broken by hand in the state of a whole peer set, and mended. */
final class PeerSetRulesTest {
    private final PeerSetWorld world = new PeerSetWorld();
    private final PeerSet set = world.set;

    private void assertBrokenAndMended(String... rules) {
        assertThat(world.broken()).containsExactly(rules);
        world.mend();
    }

    @Test
    void everyRequestWaitsForADialThatIsUnderWay() {
        world.dial(at(null, "10.0.0.1"), false, false, 1);
        world.dialed(0, "10.0.0.1");
        set.table.ended(0);
        world.open.remove(0L);
        assertBrokenAndMended("every request waits for a dial that is under way");
        assertThat(world.lastAnswer)
                .isEqualTo(
                        new DialOutcome.Failed(DialOutcome.Cause.HANDSHAKE, CloseReason.INTERNAL, "a defect of ours"));
        assertThat(world.asking).isEmpty();
        assertThat(set.isEmpty()).isTrue();
    }
}
