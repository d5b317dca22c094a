package dev.understory.session;

import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of one topic of one connection: what becomes of messages that come faster than their consumer takes
 * them. Sans IO: messages and credit in, {@link StreamEffect}s out.
 *
 * <p>Whatever credit the consumer gives, it lends to the connection, whose {@link CreditLease} passes messages straight on
 * while that lasts. Messages that find no credit come here and are queued; the connection pauses, or messages drop that the
 * queue cannot hold. It begins with a whole window lent.
 *
 * <pre>
 *   flow                   input                                        next         effects
 *   FLOWING                messages                                     QUEUEING     Turn
 *   QUEUEING               messages that fill the queue to its mark     PAUSING      Turn, AwaitCredit
 *   PAUSING                stall time over, some credit, queue below
 *                          twice its mark                               QUEUEING     Turn
 *   PAUSING                stall time over, otherwise                   OVERFLOWING  Turn
 *   OVERFLOWING            messages                                     same         Drop
 *   PAUSING, OVERFLOWING   credit, half the mark or less is left        QUEUEING     Deliver..., Turn
 *   any                    credit for all and more                      FLOWING      Deliver..., Turn, Lend
 *   any                    credit for all, and a debt                   QUEUEING     Deliver..., Turn
 * </pre>
 *
 * <p>A Turn is only said where the flow is another. A stream that is told to finish goes on the same way until its queue is
 * empty or the drain time is over, and lends nothing then: Stop.
 */
public final class FlowControl {
    /** What a message counts for beside its payload. */
    static final int OVERHEAD = 64;

    private final long window;
    private final long highWater;
    private @Nullable ArrayDeque<List<Bytes>> queue;
    private long queued;
    /** What the consumer has given and nobody has used; nothing while the connection has it. */
    private long credit;

    private int detours;
    private StreamFlow flow = StreamFlow.FLOWING;
    private int pauses;
    private boolean creditSincePause;
    private boolean finishing;
    private List<StreamEffect> effects = List.of();

    /**
     * A stream that flows.
     *
     * @param window the credit of a consumer, in bytes as {@link #cost} counts them
     * @param highWater the mark of the queue: above this many bytes the connection is to pause
     */
    public FlowControl(long window, long highWater) {
        this.window = window;
        this.highWater = highWater;
    }

    /** What messages count for in the window: their payloads and a constant each for the object around it. */
    public static long cost(List<Bytes> messages) {
        long cost = 0;
        for (int i = 0; i < messages.size(); i++) {
            cost += messages.get(i).size() + OVERHEAD;
        }
        return cost;
    }

    /** The bytes of payload in messages of that cost. */
    public static long payload(long cost, List<Bytes> messages) {
        return cost - (long) OVERHEAD * messages.size();
    }

    /** Messages, at least one, for which the connection has no credit; it gives its balance back, which is 0 or a debt. */
    public List<StreamEffect> arrived(List<Bytes> messages, long balance) {
        detours++;
        credit += balance;
        if (flow == StreamFlow.OVERFLOWING) {
            emit(new StreamEffect.Drop(messages, DropReason.CONSUMER_STALLED));
            return drain();
        }
        if (flow == StreamFlow.FLOWING) {
            become(StreamFlow.QUEUEING);
        }
        enqueue(messages);
        if (queued > highWater && flow != StreamFlow.PAUSING) {
            pauses++;
            creditSincePause = false;
            become(StreamFlow.PAUSING);
            emit(new StreamEffect.AwaitCredit(pauses));
        }
        return drain();
    }

    /** The consumer is done with messages of that cost. */
    public List<StreamEffect> credited(long bytes) {
        credit += Math.max(bytes, 0);
        if (flow != StreamFlow.FLOWING) {
            // While it flows the connection has the balance, which may be a debt, and sees to this.
            credit = Math.min(credit, window);
        }
        creditSincePause = true;
        while (credit > 0 && queue != null && !queue.isEmpty()) {
            List<Bytes> next = queue.removeFirst();
            long cost = cost(next);
            queued -= cost;
            credit -= cost;
            emit(new StreamEffect.Deliver(next));
        }
        if (queue == null || queue.isEmpty()) {
            queue = null;
            if (finishing) {
                emit(new StreamEffect.Stop());
            } else {
                become(credit > 0 ? StreamFlow.FLOWING : StreamFlow.QUEUEING);
                lend();
            }
        } else if (queued <= highWater / 2) {
            become(StreamFlow.QUEUEING);
        }
        return drain();
    }

    /**
     * The consumer has had the stall time, in the pause of that number. The connection must read again, or it dies with the
     * pings it does not answer. A consumer that is slow but alive gets another read of it; for one that is frozen, or whose
     * queue has grown to twice its mark that way, messages drop.
     */
    public List<StreamEffect> stalled(int pause) {
        if (flow == StreamFlow.PAUSING && pause == pauses) {
            boolean full = queued > 2 * highWater;
            become(creditSincePause && !full ? StreamFlow.QUEUEING : StreamFlow.OVERFLOWING);
        }
        return drain();
    }

    /** The connection is over, or has forgotten the stream: what waits is delivered while the drain time lasts. */
    public List<StreamEffect> finish() {
        if (queue == null) {
            emit(new StreamEffect.Stop());
        } else {
            finishing = true;
            emit(new StreamEffect.AwaitConsumer());
        }
        return drain();
    }

    /** The drain time is over: what still waits is dropped. */
    public List<StreamEffect> drainTimeOver() {
        if (queue != null) {
            queue.forEach(messages -> emit(new StreamEffect.Drop(messages, DropReason.CONNECTION_ENDED)));
            queue = null;
        }
        emit(new StreamEffect.Stop());
        return drain();
    }

    StreamFlow flow() {
        return flow;
    }

    private void lend() {
        if (credit > 0) {
            emit(new StreamEffect.Lend(credit, detours));
            credit = 0;
        }
    }

    private void enqueue(List<Bytes> messages) {
        if (queue == null) {
            queue = new ArrayDeque<>(4);
        }
        queue.addLast(messages);
        queued += cost(messages);
    }

    /** The only way from one flow to another. */
    private void become(StreamFlow next) {
        if (flow != next) {
            flow = next;
            emit(new StreamEffect.Turn(next));
        }
    }

    private void emit(StreamEffect effect) {
        if (effects.isEmpty()) {
            // Made anew each time: most inputs have one effect, and a stream that is idle should hold nothing.
            effects = new ArrayList<>(2);
        }
        effects.add(effect);
    }

    private List<StreamEffect> drain() {
        List<StreamEffect> drained = effects;
        effects = List.of();
        return drained;
    }
}
