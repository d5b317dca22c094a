package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
    @Test
    void chargesUpToTheLimitAndNotAByteMore() {
        MemoryBudget budget = MemoryBudget.of(100);

        assertThat(budget.charge(60)).isTrue();
        assertThat(budget.charge(41)).isFalse();
        assertThat(budget.used()).isEqualTo(60);
        assertThat(budget.charge(40)).isTrue();
        assertThat(budget.charge(1)).isFalse();
        budget.release(1);
        assertThat(budget.charge(1)).isTrue();
    }

    @Test
    void aChargeCountsAtEveryLevel() {
        MemoryBudget node = MemoryBudget.of(1_000);
        MemoryBudget peer = node.child(600);
        MemoryBudget topic = peer.child(500);

        assertThat(topic.charge(400)).isTrue();
        assertThat(node.used()).isEqualTo(400);
        assertThat(peer.used()).isEqualTo(400);
        topic.release(150);
        assertThat(node.used()).isEqualTo(250);
        assertThat(topic.used()).isEqualTo(250);
    }

    @Test
    void aChargeThatOneLevelRefusesCountsNowhere() {
        MemoryBudget node = MemoryBudget.of(1_000);
        MemoryBudget one = node.child(800);
        MemoryBudget other = node.child(800);
        assertThat(one.charge(700)).isTrue();

        assertThat(other.charge(301)).isFalse();

        assertThat(other.used()).isZero();
        assertThat(node.used()).isEqualTo(700);
        assertThat(other.charge(300)).isTrue();
    }

    @Test
    void hugeChargesDoNotOverflow() {
        MemoryBudget budget = MemoryBudget.of(Long.MAX_VALUE);
        assertThat(budget.charge(Long.MAX_VALUE)).isTrue();
        assertThat(budget.charge(1)).isFalse();
        assertThat(budget.charge(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void releasingMoreThanWasChargedIsADefect() {
        MemoryBudget budget = MemoryBudget.of(10);
        assertThatThrownBy(() -> budget.release(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> budget.charge(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
