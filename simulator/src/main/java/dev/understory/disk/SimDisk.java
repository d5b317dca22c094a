package dev.understory.disk;

import dev.understory.engine.CounterStream;
import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.store.DocumentName;
import dev.understory.store.QueuedStore;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreLimits;
import dev.understory.store.StoreQueue;
import dev.understory.store.StoreQueue.Admission;
import dev.understory.store.StoreRequest;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one simulated machine. A change waits in the process for its turn, is then handed to the operating system, and is
 * durable and confirmed after the disk's latency.
 *
 * <table>
 * <caption>What a stop leaves of a change</caption>
 * <tr><th></th><th>waits</th><th>handed over</th><th>durable</th></tr>
 * <tr><td>EXIT</td><td>handed over, and durable one after the other</td><td>stays, and becomes durable in its time</td><td>stays</td></tr>
 * <tr><td>PROCESS_CRASH</td><td>lost</td><td>stays, and becomes durable in its time</td><td>stays</td></tr>
 * <tr><td>POWER_LOSS</td><td>lost</td><td>lost if {@link DiskModel#losesUnsynced}</td><td>stays</td></tr>
 * </table>
 *
 * <p>What actors of an ended life ask for is ignored, and what they asked for before is not answered.
 */
public final class SimDisk extends QueuedStore implements EventTarget, SimNode.Lifecycle {
    /** However heavy the tail of a law: a disk that takes longer is broken, which is another fault. */
    private static final long LONGEST_NANOS = 3_600_000_000_000L;

    private final SimNode node;
    private final DiskModel model;
    private final StoreLimits limits;
    private final CounterStream random;
    /** As a process on the machine sees them. */
    private final Map<DocumentName, Bytes> documents = new TreeMap<>();
    /** What was changed and may not be durable yet, by the time when it is. */
    private final ArrayDeque<Unsynced> unsynced = new ArrayDeque<>(1);

    private StoreQueue queue;
    private boolean working;
    private long freeAt;

    /** A change: what there was before it, and when it is durable. */
    private record Unsynced(DocumentName name, @Nullable Bytes before, long durableAt) {}

    /** What is under way, and what will be said of it. */
    private record Job(StoreRequest request, Runnable answer) {}

    /** An empty disk for a machine that is down. */
    public SimDisk(SimNode node, DiskModel model, StoreLimits limits) {
        this.node = node;
        this.model = model;
        this.limits = limits;
        this.random = CounterStream.of(node.simulation().seed(), node.index(), "disk");
        this.queue = new StoreQueue(limits);
        node.onLifecycle(this);
    }

    /** Everything on it is lost. Control work only, while the machine is down. */
    public void wipe() {
        documents.clear();
        unsynced.clear();
    }

    @Override
    public void started(SimNode machine) {}

    @Override
    public void stopped(SimNode machine, SimNode.StopKind kind) {
        switch (kind) {
            case EXIT -> queue.removeAll().forEach(this::begin);
            case PROCESS_CRASH -> {}
            case POWER_LOSS -> losePower();
        }
        queue = new StoreQueue(limits);
        working = false;
    }

    @Override
    public void fire(SimNode machine, long life, @Nullable Object argument) {
        if (life == machine.life() && argument instanceof Job(StoreRequest request, Runnable answer)) {
            queue.done(request);
            machine.trace(TraceKind.STORED, kind(request), request.size());
            answer.run();
            work();
        }
    }

    @Override
    protected void submit(StoreRequest request) {
        if (!node.isUp()) {
            return;
        }
        switch (queue.offer(request)) {
            case Admission.Taken taken -> {
                if (!working) {
                    work();
                }
            }
            case Admission.TakenInsteadOf instead -> instead.tell();
            case Admission.Refused refused -> request.fail(refused.problem(), refused.detail());
        }
    }

    /** Begins with the next request, if one waits. After a crash the disk may still be busy with the life before. */
    private void work() {
        StoreRequest next = queue.next();
        working = next != null;
        if (next != null) {
            Runnable answer = begin(next);
            node.postLocal(freeAt, this, node.life(), new Job(next, answer));
        }
    }

    /** Has the disk busy with a request after all that it has to do already. Returns what will be said of it. */
    private Runnable begin(StoreRequest request) {
        long latency = Math.clamp((long) model.latencyNanos().sample(random), 1, LONGEST_NANOS);
        freeAt = Math.max(node.trueTime(), freeAt) + node.busyness().scaled(latency);
        return change(request);
    }

    /** Hands a request to the operating system. Returns what will be said of it. */
    private Runnable change(StoreRequest request) {
        return switch (request) {
            case StoreRequest.Write write -> {
                StoreAnswer.Write answer = put(write);
                yield () -> write.replyTo().tell(answer);
            }
            case StoreRequest.Read read -> {
                Bytes content = documents.get(read.name());
                StoreAnswer.Read answer = content == null
                        ? new StoreAnswer.Missing(read.name(), read.token())
                        : new StoreAnswer.Found(read.name(), read.token(), content);
                yield () -> read.replyTo().tell(answer);
            }
            case StoreRequest.Delete delete -> {
                boolean existed = set(delete.name(), null);
                yield () -> delete.replyTo().tell(new StoreAnswer.Deleted(delete.name(), delete.token(), existed));
            }
        };
    }

    private StoreAnswer.Write put(StoreRequest.Write write) {
        if (!documents.containsKey(write.name()) && documents.size() >= limits.documents()) {
            return limits.tooMany(write.name(), write.token());
        }
        set(write.name(), Bytes.wrap(write.content().toArray()));
        return new StoreAnswer.Written(write.name(), write.token());
    }

    /** Returns whether the document was there before. */
    private boolean set(DocumentName name, @Nullable Bytes content) {
        Bytes before = content == null ? documents.remove(name) : documents.put(name, content);
        long now = node.trueTime();
        while (!unsynced.isEmpty() && unsynced.getFirst().durableAt() <= now) {
            unsynced.removeFirst();
        }
        unsynced.addLast(new Unsynced(name, before, freeAt));
        return before != null;
    }

    /** The newest change is undone first. */
    private void losePower() {
        while (model.losesUnsynced()
                && !unsynced.isEmpty()
                && unsynced.getLast().durableAt() > node.trueTime()) {
            Unsynced lost = unsynced.removeLast();
            if (lost.before() == null) {
                documents.remove(lost.name());
            } else {
                documents.put(lost.name(), lost.before());
            }
        }
        unsynced.clear();
        freeAt = 0;
    }

    private static long kind(StoreRequest request) {
        return switch (request) {
            case StoreRequest.Write write -> 0;
            case StoreRequest.Read read -> 1;
            case StoreRequest.Delete delete -> 2;
        };
    }
}
