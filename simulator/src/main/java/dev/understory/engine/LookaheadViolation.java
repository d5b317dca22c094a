package dev.understory.engine;

/** A node tried to reach another sooner than the lookahead promises; the order of events would depend on the shards. */
public final class LookaheadViolation extends SimulationException {
    private static final long serialVersionUID = 1L;

    LookaheadViolation(SimNode source, int to, long time, long earliest) {
        super("node " + source + " reaches node number " + to + " at " + time + " ns, and may from " + earliest
                + " ns on: sooner than the lookahead allows");
    }
}
