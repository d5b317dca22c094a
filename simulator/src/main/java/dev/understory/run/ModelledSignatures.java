package dev.understory.run;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.scenario.NodeGroup;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The crypto pool of a simulated node: the arithmetic is done at once, and its result comes after the time that it would
 * have taken on the cores of the node, in virtual time.
 */
final class ModelledSignatures implements SignatureService, EventTarget {
    /** Work that may wait; what comes on top is refused, as the real pool does. */
    private static final int QUEUE = 512;

    private final SimNode node;
    private final CryptoSuite suite;
    private final long signNanos;
    private final long verifyNanos;
    private final long[] coreFreeAt;
    private int waiting;
    private int life;

    ModelledSignatures(SimNode node, CryptoSuite suite, NodeGroup.Cpu cpu) {
        this.node = node;
        this.suite = suite;
        this.signNanos = cpu.sign().toNanos();
        this.verifyNanos = cpu.verify().toNanos();
        this.coreFreeAt = new long[cpu.cores()];
    }

    private record Finished(Consumer<Result> done, Result result) {}

    @Override
    public boolean submit(Work work, Consumer<Result> done) {
        if (life != node.life()) {
            life = node.life();
            waiting = 0;
            Arrays.fill(coreFreeAt, 0);
        }
        if (waiting == QUEUE) {
            return false;
        }
        waiting++;
        long cost = switch (work) {
            case Work.Sign sign -> signNanos;
            case Work.VerifyPeer verify -> verifyNanos;
        };
        Result result = SignatureService.perform(suite, work);
        node.postLocal(finishedAt(node.busyness().scaled(cost)), this, life, new Finished(done, result));
        return true;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (data == owner.life() && argument instanceof Finished finished) {
            waiting--;
            owner.trace(TraceKind.SIGNATURE, finished.result() instanceof Result.Refused ? 1 : 0, 0);
            finished.done().accept(finished.result());
        }
    }

    private long finishedAt(long cost) {
        int core = 0;
        for (int i = 1; i < coreFreeAt.length; i++) {
            core = coreFreeAt[i] < coreFreeAt[core] ? i : core;
        }
        coreFreeAt[core] = Math.max(coreFreeAt[core], node.trueTime()) + cost;
        return coreFreeAt[core];
    }
}
