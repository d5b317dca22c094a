package dev.understory.scenario;

/** Connections that nodes are told to make, over and above what they discover. */
public sealed interface OverlayLayer {
    /**
     * Whether each end keeps the connection as a must-connect peer: redialled when lost, and outside the limits on
     * ordinary peers.
     */
    boolean mustConnect();

    /** Every pair of the chosen nodes is connected; of a pair, the one that comes later in node order dials. */
    record FullMesh(Selector among, boolean mustConnect) implements OverlayLayer {}

    /**
     * A connected random graph in which every chosen node has {@code degree} connections, or all others if there are
     * fewer.
     */
    record RandomGraph(Selector among, int degree, boolean mustConnect) implements OverlayLayer {}

    /**
     * The chosen nodes find each other: they exchange addresses, and dial from their books. At their start they know the {@code
     * seeds} only, whom they ask when they know nobody else.
     */
    record Discovery(Selector among, Selector seeds) implements OverlayLayer {
        @Override
        public boolean mustConnect() {
            return false;
        }
    }

    /** Each node of {@code from} dials {@code each} random nodes of {@code to}: bootstrap nodes, fixed peers. */
    record Dial(Selector from, Selector to, int each, boolean mustConnect) implements OverlayLayer {}
}
