package dev.understory.session;

import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection, one at most for each topic: when one is opened, where its messages go, when it has to run,
 * when it finishes, and whether reading has to pause for them. Sans IO; its owner runs the streams, and says what they are. A
 * stream that always has credit never runs.
 *
 * <pre>
 *   topic       input                                                 then        answer
 *   no stream   messages, and the connection is over                  no stream   DROP_ENDED
 *   no stream   messages, and nobody consumes the topic               no stream   DROP_UNWANTED
 *   no stream   messages otherwise                                    no stream   OPEN
 *   no stream   opened                                                stream      with a whole window lent; it does not run
 *   stream      messages, and credit is lent                          stream      STRAIGHT
 *   stream      messages otherwise                                    stream      DETOUR; it has to run from now on
 *   stream      idle since the last check                             no stream   it is to finish
 *   stream      its consumer has changed, or the connection is over   no stream   it is to finish
 *   stream      it has stopped by itself                              stream      a defect: the connection has to end
 * </pre>
 *
 * <p>Reading pauses while a stream that has not finished is {@link StreamFlow#PAUSING}. Streams that run and finish run on
 * until they have stopped, beside a successor if there is one.
 */
public final class StreamTable {
    /** Where messages go. */
    public enum Way {
        /** To the consumer. */
        STRAIGHT,
        /** To the stream, with what {@link StreamTable#detour} says. */
        DETOUR,
        /** Wherever they go once a stream is opened for them. */
        OPEN,
        /** Nowhere: nobody consumes the topic. */
        DROP_UNWANTED,
        /** Nowhere: the connection is over. */
        DROP_ENDED
    }

    private static final class Slot {
        final CreditLease lease;
        int generation = NOT_RUNNING;
        StreamFlow flow = StreamFlow.FLOWING;

        Slot(CreditLease lease) {
            this.lease = lease;
        }
    }

    private static final int NOT_RUNNING = -1;
    private static final Topic[] TOPICS = Topic.values();

    private final long window;
    private final long idleNanos;
    /** By the id of their topic; there from the first stream on. */
    private @Nullable Slot @Nullable [] slots;

    private int open;
    private int running;
    private int pausing;
    private int generations;
    private boolean over;
    private long nextCheck = Session.NO_DEADLINE;

    /**
     * No stream yet.
     *
     * @param window what is lent by a stream that is opened, in bytes as {@link FlowControl#cost} counts them
     * @param idleNanos how long a topic may be silent before its stream finishes; twice that at most
     */
    public StreamTable(long window, long idleNanos) {
        this.window = window;
        this.idleNanos = idleNanos;
    }

    /** Messages of that cost have come for a topic, which somebody consumes or not. */
    public Way arrived(Topic topic, long cost, boolean consumed) {
        Slot slot = slot(topic);
        if (slot == null) {
            if (over) {
                return Way.DROP_ENDED;
            }
            return consumed ? Way.OPEN : Way.DROP_UNWANTED;
        }
        return slot.lease.spend(cost) ? Way.STRAIGHT : Way.DETOUR;
    }

    /** The messages go to the topic's stream. Returns the balance that goes with them, which is 0 or a debt. */
    public long detour(Topic topic) {
        return open(topic).lease.detour();
    }

    /** A stream is opened for a topic that has none. */
    public void opened(Topic topic, long nowNanos) {
        if (slots == null) {
            slots = new Slot[TOPICS.length];
        }
        slots[topic.id()] = new Slot(new CreditLease(window));
        open++;
        if (nextCheck == Session.NO_DEADLINE) {
            nextCheck = nowNanos + idleNanos;
        }
    }

    /** The topic's stream runs from now on, its window still lent. Returns the number by which its end is told. */
    public int begun(Topic topic) {
        Slot slot = open(topic);
        slot.generation = generations++;
        running++;
        return slot.generation;
    }

    /** The flow of the topic's stream is another. Returns whether that is worth telling: it begins or ceases to drop. */
    public boolean turned(Topic topic, StreamFlow flow) {
        Slot slot = open(topic);
        if (slot.flow == flow) {
            return false;
        }
        pausing += (flow == StreamFlow.PAUSING ? 1 : 0) - (slot.flow == StreamFlow.PAUSING ? 1 : 0);
        boolean worthTelling = flow == StreamFlow.OVERFLOWING || slot.flow == StreamFlow.OVERFLOWING;
        slot.flow = flow;
        return worthTelling;
    }

    /**
     * The topic's stream lends credit, or its consumer has given it back while the stream does not run. Returns whether it
     * counts, as {@link CreditLease#lend} does.
     */
    public boolean lend(Topic topic, long credit, int detours) {
        return open(topic).lease.lend(credit, detours);
    }

    /** The topic has lost its consumer to another. Returns whether there is a stream that is to finish. */
    public boolean consumerChanged(Topic topic) {
        Slot slot = slot(topic);
        if (slot == null) {
            return false;
        }
        forget(topic, slot);
        return true;
    }

    /** Time has passed. Returns the topics whose streams are to finish: they were idle since the last time. */
    public List<Topic> check(long nowNanos) {
        if (nowNanos < nextCheck) {
            return List.of();
        }
        nextCheck = open == 0 ? Session.NO_DEADLINE : nowNanos + idleNanos;
        return finish(false);
    }

    /** The connection is over: no stream gets anything new. Returns the topics whose streams are to finish. */
    public List<Topic> end() {
        over = true;
        return finish(true);
    }

    private List<Topic> finish(boolean all) {
        if (slots == null) {
            return List.of();
        }
        List<Topic> finished = new ArrayList<>(0);
        for (Topic topic : TOPICS) {
            Slot slot = slots[topic.id()];
            if (slot != null && (all || slot.lease.isIdle())) {
                forget(topic, slot);
                finished.add(topic);
            }
        }
        return finished;
    }

    private void forget(Topic topic, Slot slot) {
        pausing -= slot.flow == StreamFlow.PAUSING ? 1 : 0;
        open--;
        if (slots != null) {
            slots[topic.id()] = null;
        }
    }

    /** A stream has stopped. Returns whether nobody had told it to, which is a defect of ours. */
    public boolean stopped(Topic topic, int generation) {
        running--;
        Slot slot = slot(topic);
        return slot != null && slot.generation == generation;
    }

    /** When {@link #check} has something to do, or {@link Session#NO_DEADLINE}. */
    public long nextCheckNanos() {
        return nextCheck;
    }

    /** Whether some stream wants reading to pause. */
    public boolean isPausing() {
        return pausing > 0;
    }

    /** Streams that run and have not stopped yet, those that are finishing included. */
    public int running() {
        return running;
    }

    private @Nullable Slot slot(Topic topic) {
        return slots == null ? null : slots[topic.id()];
    }

    private Slot open(Topic topic) {
        Slot slot = slot(topic);
        if (slot == null) {
            throw new IllegalStateException("no stream of " + topic);
        }
        return slot;
    }
}
