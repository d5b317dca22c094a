package dev.understory.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.dispatch.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * How fast the processor of one machine is, and whether the machine's process gets any of it. While the process is {@linkplain
 * #pause paused}, the machine goes on: packets arrive and are acknowledged, what was sent before is sent again if need be, and
 * all that the process would hear of it waits in front of its actors. How much that is the receive windows of its links limit,
 * and the backlogs of its listeners. Timers wait too, and go off then in the order in which they came.
 */
public final class NodeBusyness implements EventTarget {
    /** Nothing takes more times as long as usual. */
    public static final double SLOWEST = 1e6;

    private final SimNode node;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private @Nullable List<Runnable> actorsThatWait;
    private int pauses;
    private double slowness = 1;

    NodeBusyness(SimNode node) {
        this.node = node;
    }

    /**
     * The process does nothing from now on, as one that is sent SIGSTOP or collects garbage: nothing of it is lost, but
     * whatever it has to do it does late. What comes from the network comes first then, and timers after that, as in an event
     * loop that was stopped. Control work only.
     *
     * @return ends this pause, and is control work as well; the process goes on with the last of its pauses. A process that
     *     has ended meanwhile does not mind
     */
    public Runnable pause() {
        if (!node.isUp()) {
            throw new SimulationException("node " + node + " is down");
        }
        int life = node.life();
        boolean[] over = new boolean[1];
        pauses++;
        node.paused = true;
        return () -> {
            if (!over[0] && life == node.life() && --pauses == 0) {
                node.postLocal(node.trueTime(), this, life, null);
            }
            over[0] = true;
        };
    }

    /** Modelled work takes this many times as long from now on; 1 is normal. */
    public void slowDown(double factor) {
        if (!(factor > 0) || factor > SLOWEST) {
            throw new IllegalArgumentException("a slow-down is a positive factor up to " + SLOWEST + ", not " + factor);
        }
        slowness = factor;
    }

    /** How long work of {@code nanos} takes on this machine as it is now. */
    public long scaled(long nanos) {
        return slowness == 1 ? nanos : (long) StrictMath.rint(nanos * slowness);
    }

    /** Whether this has to wait while the process is paused. */
    boolean delays(EventTarget target) {
        return target != this && !target.isOfMachine();
    }

    void enqueue(EventTarget target, long data, @Nullable Object argument) {
        waiting.add(new Waiting(target, data, argument));
    }

    /** Where the mailboxes of a paused process are put that have something in them. */
    List<Runnable> actorsThatWait() {
        List<Runnable> list = actorsThatWait;
        if (list == null) {
            list = new ArrayList<>();
            actorsThatWait = list;
        }
        return list;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (data != owner.life() || pauses > 0) {
            return;
        }
        owner.paused = false;
        owner.shard().runNow(takeActorsThatWait());
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            owner.shard().dispatch(owner, next.target, next.data, next.argument);
        }
    }

    /** The life of the process has ended: what waited for it is lost. */
    void reset() {
        waiting.clear();
        pauses = 0;
        node.paused = false;
        List<Runnable> mailboxes = takeEmptiedMailboxes();
        if (!mailboxes.isEmpty()) {
            node.run(() -> node.shard().runNow(mailboxes));
        }
    }

    /**
     * Mailboxes of a paused process that ends. The actors must not hear what is in them; but each has to have its turn, or Pekko
     * would for ever take it to be waiting for one and not close it.
     */
    List<Runnable> takeEmptiedMailboxes() {
        List<Runnable> mailboxes = new ArrayList<>();
        for (Runnable each : takeActorsThatWait()) {
            if (each instanceof Mailbox mailbox && mailbox.messageQueue() instanceof ShardMailbox.Messages messages) {
                messages.clear();
                mailboxes.add(each);
            }
        }
        return mailboxes;
    }

    private List<Runnable> takeActorsThatWait() {
        List<Runnable> taken = actorsThatWait == null ? List.of() : actorsThatWait;
        actorsThatWait = null;
        return taken;
    }

    private record Waiting(
            EventTarget target, long data, @Nullable Object argument) {}
}
