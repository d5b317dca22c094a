package dev.understory.engine;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signature service of one simulated machine: does the work with the suite it is given, and answers after what the
 * work would have cost on the machine's cores, in virtual time. Work waits for a free core; too much waiting is refused.
 */
public final class SimulatedSignatureService implements SignatureService, EventTarget {
    private final SimNode node;
    private final CryptoSuite suite;
    private final CryptoCost cost;
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
    public SimulatedSignatureService(SimNode node, CryptoSuite suite, CryptoCost cost, int cores, int limit) {
        if (cores < 1 || limit < 1) {
            throw new IllegalArgumentException("a signature service has a core and room for work");
        }
        this.node = node;
        this.suite = suite;
        this.cost = cost;
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
        int core = 0;
        for (int i = 1; i < coreFreeAt.length; i++) {
            if (coreFreeAt[i] < coreFreeAt[core]) {
                core = i;
            }
        }
        long finished =
                Math.max(node.trueTime(), coreFreeAt[core]) + node.busyness().scaled(cost.of(work));
        coreFreeAt[core] = finished;
        node.postLocal(finished, this, life, new Job(work, done));
        return true;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (data == owner.life() && argument instanceof Job(Work work, Consumer<Result> done)) {
            taken--;
            owner.trace(TraceKind.SIGNATURE, work instanceof Work.Sign ? 0 : 1, 0);
            done.accept(SignatureService.perform(suite, work));
        }
    }

    private record Job(Work work, Consumer<Result> done) {}
}
