package dev.understory.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SendGateTest {
    @Test
    void aGateBoundsWhatWaitsAndLetsOneMessageOfAnySizePass() {
        SendGate gate = new SendGate(1000);
        assertThat(gate.enter(5000)).isTrue();
        assertThat(gate.enter(1)).isFalse();
        gate.leave(5000);
        assertThat(gate.waiting()).isZero();
        assertThat(gate.enter(500)).isTrue();
        assertThat(gate.enter(500)).isFalse();
        assertThat(gate.enter(100)).isTrue();
    }

    @Test
    void aClosedGateLetsNothingInAndSaysWhetherSomethingIsOnItsWay() {
        SendGate gate = new SendGate(1000);
        assertThat(gate.enter(100)).isTrue();
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.close()).isFalse();
        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.enter(1)).isFalse();
        gate.leave(100);
        assertThat(gate.waiting()).isZero();
        assertThat(gate.close()).isTrue();
        assertThat(gate.enter(1)).isFalse();
    }

    @Test
    void whoSendsCanSeeHowLongTheLastRoundTripTook() {
        SendGate gate = new SendGate(1000);
        assertThat(gate.roundTripNanos()).as("none yet").isNegative();
        gate.roundTrip(7);
        gate.roundTrip(5);
        assertThat(gate.roundTripNanos()).isEqualTo(5);
    }
}
