package dev.understory.timeline;

import java.util.BitSet;
import java.util.List;

/**
 * The network and its machines, as something that can be damaged. Each method answers what ends the damage, which is for one
 * use. What a real network cannot do throws {@link IllegalStateException} there; scenarios that need it are refused before.
 */
public interface FaultPort {
    /**
     * Cuts sides off from each other: links stay open and carry nothing.
     *
     * @param oneWay only the way from an earlier side to a later one is cut
     */
    Runnable partition(List<BitSet> sides, boolean oneWay);

    /** Makes the ways from some nodes to others, and back unless {@code oneWay}, worse than usual. Several damages add up. */
    Runnable damage(BitSet from, BitSet to, boolean oneWay, LinkDamage damage);

    /** Pauses the process of a node that is up; its machine goes on. Ending it after the process has ended does nothing. */
    Runnable pause(int node);

    /** Makes all modelled work of a node's machine take {@code factor} times as long. Several factors multiply, up to a million. */
    Runnable slowProcessor(int node, double factor);
}
