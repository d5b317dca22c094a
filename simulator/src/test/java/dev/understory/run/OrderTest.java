package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.timeline.LinkDamage;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static BitSet nodes(int first, int end) {
        BitSet nodes = new BitSet();
        nodes.set(first, end);
        return nodes;
    }

    @Test
    void anOrderSharesNothingWithWhoeverGivesIt() {
        BitSet left = nodes(0, 3);
        BitSet right = nodes(3, 9);
        Order.Cut cut = new Order.Cut(1, List.of(left, right), true);
        Order.Damage damage = new Order.Damage(2, left, right, false, LinkDamage.NONE);
        left.clear();
        right.clear();
        assertThat(cut.sides()).containsExactly(nodes(0, 3), nodes(3, 9));
        assertThat(damage.from()).isEqualTo(nodes(0, 3));
        assertThat(damage.to()).isEqualTo(nodes(3, 9));
    }
}
