package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GossipSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void timesArePositive() {
        for (Duration wrong : new Duration[] {Duration.ZERO, SECOND.negated()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GossipSettings(1, 1, wrong, SECOND, 1, 1, 1, FetchSettings.DEFAULT));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GossipSettings(1, 1, SECOND, wrong, 1, 1, 1, FetchSettings.DEFAULT));
        }
    }

    @Test
    void thereIsRoomForOneOfEach() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GossipSettings(0, 1, SECOND, SECOND, 1, 1, 1, FetchSettings.DEFAULT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GossipSettings(1, 0, SECOND, SECOND, 1, 1, 1, FetchSettings.DEFAULT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GossipSettings(1, 1, SECOND, SECOND, 0, 1, 1, FetchSettings.DEFAULT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GossipSettings(1, 1, SECOND, SECOND, 1, 0, 1, FetchSettings.DEFAULT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GossipSettings(1, 1, SECOND, SECOND, 1, 1, 0, FetchSettings.DEFAULT));
    }
}
