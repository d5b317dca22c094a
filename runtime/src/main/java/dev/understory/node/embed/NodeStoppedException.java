package dev.understory.node.embed;

/** What was asked of a node, or waited for, does not come any more: the node has stopped or is stopping. */
public final class NodeStoppedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NodeStoppedException() {
        super("the node has stopped");
    }
}
