package dev.understory.cpu;

import dev.understory.crypto.CryptoPool;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signature service of one simulated machine: does the work with the suite it is given, and answers after what the
 * work would have cost on the machine's cores, in virtual time. Work waits for a free core; too much of it is refused, and
 * a machine that stops forgets what it had taken.
 */
public final class SimulatedSignatureService implements SignatureService, EventTarget {
    /** How much may be in work and waiting together, unless the creator says otherwise: what the real pool lets wait. */
    public static final int DEFAULT_LIMIT = CryptoPool.DEFAULT_QUEUE;

    private final SimNode node;
    private final CryptoSuite suite;
    private final SignatureCosts costs;
    private final long[] coreFreeAt;
    private final int limit;
    private int life;
    private int taken;

    /**
     * A service with idle cores.
     *
     * @param cores how many pieces of work are done at once
     * @param limit how many may be in work and waiting together
     */
    public SimulatedSignatureService(SimNode node, CryptoSuite suite, SignatureCosts costs, int cores, int limit) {
        if (cores < 1 || limit < 1) {
            throw new IllegalArgumentException("a signature service has a core and room for work");
        }
        this.node = node;
        this.suite = suite;
        this.costs = costs;
        this.coreFreeAt = new long[cores];
        this.limit = limit;
    }

    @Override
    public boolean submit(Work work, Consumer<Result> done) {
        if (life != node.life()) {
            life = node.life();
            taken = 0;
            Arrays.fill(coreFreeAt, 0);
        }
        if (taken >= limit || !node.isUp()) {
            return false;
        }
        taken++;
        long finished = finishedAt(node.busyness().scaled(costs.of(work)));
        node.postLocal(finished, this, life, new Job(work, done));
        return true;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (data == owner.life() && argument instanceof Job(Work work, Consumer<Result> done)) {
            taken--;
            Result result = SignatureService.perform(suite, work);
            owner.trace(TraceKind.SIGNATURE, result instanceof Result.Refused ? 1 : 0, 0);
            done.accept(result);
        }
    }

    /** Gives the work to the core that is free first. */
    private long finishedAt(long cost) {
        int core = 0;
        for (int i = 1; i < coreFreeAt.length; i++) {
            core = coreFreeAt[i] < coreFreeAt[core] ? i : core;
        }
        coreFreeAt[core] = Math.max(coreFreeAt[core], node.trueTime()) + cost;
        return coreFreeAt[core];
    }

    private record Job(Work work, Consumer<Result> done) {}
}
