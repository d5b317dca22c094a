package dev.understory.timeline;

import java.util.BitSet;
import java.util.List;

/** The network, as something that can be damaged. */
public interface FaultPort {
    /**
     * Cuts sides off from each other: links stay open and carry nothing.
     *
     * @param oneWay only the way from an earlier side to a later one is cut
     * @return what heals it
     */
    Runnable partition(List<BitSet> sides, boolean oneWay);
}
