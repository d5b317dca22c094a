package dev.understory.network;

import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A machine's way out. Links put their writes into its queue; when it is full they wait in line, and take turns of one
 * write each as it empties.
 */
final class Uplink implements EventTarget {
    private final Host host;
    private final AccessQueue queue;
    private final ArrayDeque<SimLink> waiting = new ArrayDeque<>(0);
    /** Whether the line is looked at again; as long as somebody waits in it. */
    private boolean scheduled;

    Uplink(Host host, AccessQueue queue) {
        this.host = host;
        this.queue = queue;
    }

    AccessQueue queue() {
        return queue;
    }

    /** True if a link may not write now; it then waits in line. */
    boolean mustWait(SimLink link, long now) {
        if (!scheduled && !queue.isFull(now)) {
            return false;
        }
        if (!link.inLine) {
            link.inLine = true;
            waiting.add(link);
            schedule();
        }
        return true;
    }

    @Override
    public boolean isOfMachine() {
        return true;
    }

    @Override
    public void fire(SimNode node, long data, @Nullable Object argument) {
        if (data != node.life()) {
            return;
        }
        scheduled = false;
        while (!waiting.isEmpty() && !queue.isFull(node.trueTime())) {
            SimLink link = waiting.remove();
            link.inLine = false;
            if (link.sendOne()) {
                link.inLine = true;
                waiting.add(link);
            }
        }
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    void reset() {
        waiting.clear();
        scheduled = false;
        queue.reset();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            SimNode node = host.node();
            node.postLocal(Math.max(node.trueTime() + 1, queue.halfEmptyAt()), this, node.life(), null);
        }
    }
}
