package dev.understory.admission;

import java.util.List;

/** What came of an order to change what a node goes by while it runs: all of it, or nothing. */
public sealed interface ReconfigureAnswer {
    /**
     * All of it holds.
     *
     * @param mustConnect what came of the must-connect peers
     * @param closed connections that were closed because there are fewer places than they took
     */
    record Applied(MustConnectAnswer mustConnect, int closed) implements ReconfigureAnswer {}

    /** Nothing has changed; each reason is one line a person can act on. */
    record Refused(List<String> reasons) implements ReconfigureAnswer {}
}
