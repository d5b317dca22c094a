package dev.understory.dissemination;

import static dev.understory.dissemination.Fixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsensusModeTest {
    private static final List<PublicKey> FOUR = List.of(peer(1), peer(2), peer(3), peer(4));

    @Test
    void aMemberGossipsFromTheThresholdOn() {
        assertThat(ConsensusMode.of(peer(1), FOUR, 5)).isEqualTo(ConsensusMode.DIRECT);
        assertThat(ConsensusMode.of(peer(1), FOUR, 4)).isEqualTo(ConsensusMode.GOSSIP);
        assertThat(ConsensusMode.of(peer(1), FOUR, 1)).isEqualTo(ConsensusMode.GOSSIP);
    }

    @Test
    void aThresholdOfZeroTurnsItOff() {
        assertThat(ConsensusMode.of(peer(1), FOUR, 0)).isEqualTo(ConsensusMode.DIRECT);
    }

    @Test
    void whoIsNoMemberNeverDoes() {
        assertThat(ConsensusMode.of(peer(5), FOUR, 4)).isEqualTo(ConsensusMode.DIRECT);
    }
}
