package dev.understory.run;

import dev.understory.timeline.Leaving;
import dev.understory.timeline.LinkDamage;
import java.util.BitSet;
import java.util.List;

/**
 * What control work does to simulated machines and to the ways between them. Only data, with machines by their numbers:
 * {@link SimMachines} carries it out, between two rounds, whoever asks for it.
 */
sealed interface Order {
    /** Begins a life of a machine, and with it that of its node. */
    record Start(int node) implements Order {}

    /** Ends the life of a node; gracefully means that the node does so, for which it has a while. */
    record Stop(int node, Leaving how) implements Order {}

    /** Ends the life of a machine whose node has left, if it is still that life. */
    record EndLife(int node, int life) implements Order {}

    /** What a machine that is down has stored is lost. */
    record LoseDisk(int node) implements Order {}

    /** Pauses the process of a machine, until this pause is resumed. */
    record Pause(int node, int number) implements Order {}

    /** Ends a pause. */
    record Resume(int number) implements Order {}

    /** Modelled work of a machine takes so many times as long from now on; 1 is normal. */
    record SlowDown(int node, double factor) implements Order {}

    /** Cuts sides off from each other, until this is mended. One way: only from an earlier side to a later one. */
    record Cut(int number, List<BitSet> sides, boolean oneWay) implements Order {
        public Cut {
            sides = sides.stream().map(Order::copy).toList();
        }
    }

    /** Makes ways worse, and the ways back unless {@code oneWay}, until this is mended. */
    record Damage(int number, BitSet from, BitSet to, boolean oneWay, LinkDamage damage) implements Order {
        public Damage {
            from = copy(from);
            to = copy(to);
        }
    }

    /** Ends a cut or a damage. */
    record Mend(int number) implements Order {}

    private static BitSet copy(BitSet nodes) {
        return (BitSet) nodes.clone();
    }
}
