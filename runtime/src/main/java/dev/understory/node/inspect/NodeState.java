package dev.understory.node.inspect;

import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.ConnectionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whether a node does what it is there for, as far as its events say. Safe for any thread.
 *
 * <pre>
 *   alive   it answers, and everything within it agrees
 *   ready   alive, listening where it was told to, with the peers that it needs to start, and not about to stop
 * </pre>
 */
public final class NodeState implements NodeEventSink {
    private final boolean listens;
    private final int minimumPeers;
    private volatile boolean listening;
    private volatile boolean stopping;
    private volatile LongSupplier handshakes = () -> 0;

    /**
     * A node that has not begun to run.
     *
     * @param listens whether it is told to listen somewhere
     * @param minimumPeers how many peers it needs before it is ready
     */
    public NodeState(boolean listens, int minimumPeers) {
        this.listens = listens;
        this.minimumPeers = minimumPeers;
    }

    @Override
    public void emit(NodeEvent event) {
        switch (event) {
            case NodeEvent.Connection(ConnectionEvent.Listening now) -> listening = true;
            case NodeEvent.Connection(ConnectionEvent.ListenFailed failed) -> listening = false;
            case NodeEvent.Stopping now -> stopping = true;
            case NodeEvent.Stopped now -> stopping = true;
            default -> {
                // Of no weight for readiness.
            }
        }
    }

    /** How many peers it needs before it is ready. */
    public int minimumPeers() {
        return minimumPeers;
    }

    /** From now on this tells the processor time of handshakes. */
    public void measure(LongSupplier handshakeNanos) {
        handshakes = handshakeNanos;
    }

    /** Processor time that the signatures of handshakes have taken so far, in nanoseconds. */
    public long handshakeNanos() {
        return handshakes.getAsLong();
    }

    /** Whether it accepts links. */
    public boolean isListening() {
        return listening;
    }

    /** What is missing for it to be ready, in words; nothing if it is. */
    public List<String> missing(int peers) {
        List<String> missing = new ArrayList<>();
        if (stopping) {
            missing.add("the node is stopping");
        }
        if (listens && !listening) {
            missing.add("the node does not listen yet");
        }
        if (peers < minimumPeers) {
            missing.add(peers + " of " + minimumPeers + " peers that it needs to start (minimum-peers-to-start)");
        }
        return missing;
    }
}
