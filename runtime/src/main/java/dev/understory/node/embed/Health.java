package dev.understory.node.embed;

import java.util.List;

/**
 * Whether a node is in order.
 *
 * @param defects defects so far, each of which was contained and told as an event; bugs of ours, or of who listens to events
 * @param broken what should hold within the node now and does not, in words; whoever finds something here restarts the node
 */
public record Health(long defects, List<String> broken) {
    /** Whether nothing has gone wrong so far. */
    public boolean isSound() {
        return defects == 0 && broken.isEmpty();
    }
}
