package dev.understory.cpu;

import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.transport.tls.TlsWork;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the arithmetic of TLS handshakes is done on a simulated machine: does the work, which for modelled TLS is next to nothing,
 * and answers after what it would have cost on the machine's cores, in virtual time. Work waits for a free core; too much
 * waiting is refused.
 */
public final class SimulatedTlsWork implements TlsWork.Service, EventTarget {
    /**
     * What the pieces of a handshake cost, in nanoseconds of one core.
     *
     * @param answerHello a server's key pair, agreement and signature
     * @param agree a client's agreement
     * @param checkServer a server's chain and signature, and the client's own
     * @param checkClient a client's chain and signature
     */
    public record Cost(long answerHello, long agree, long checkServer, long checkClient) {
        /** Of the order of the JDK's X25519 and Ed25519, with chains of one certificate, on one core of a server. */
        public static final Cost DEFAULT = new Cost(600_000, 200_000, 900_000, 700_000);

        public Cost {
            if (Math.min(Math.min(answerHello, agree), Math.min(checkServer, checkClient)) < 0) {
                throw new IllegalArgumentException("a cost is not negative");
            }
        }

        long of(TlsWork.Kind kind) {
            return switch (kind) {
                case ANSWER_HELLO -> answerHello;
                case AGREE -> agree;
                case CHECK_SERVER -> checkServer;
                case CHECK_CLIENT -> checkClient;
            };
        }
    }

    private final SimNode node;
    private final Cost cost;
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
    public SimulatedTlsWork(SimNode node, Cost cost, int cores, int limit) {
        if (cores < 1 || limit < 1) {
            throw new IllegalArgumentException("a machine has a core and room for work");
        }
        this.node = node;
        this.cost = cost;
        this.coreFreeAt = new long[cores];
        this.limit = limit;
    }

    @Override
    public boolean submit(TlsWork work, Runnable done) {
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
                Math.max(node.trueTime(), coreFreeAt[core]) + node.busyness().scaled(cost.of(work.kind()));
        coreFreeAt[core] = finished;
        node.postLocal(finished, this, life, new Job(work, done));
        return true;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (data == owner.life() && argument instanceof Job(TlsWork work, Runnable done)) {
            taken--;
            owner.trace(TraceKind.SIGNATURE, work.kind().ordinal(), 0);
            work.task().run();
            done.run();
        }
    }

    private record Job(TlsWork work, Runnable done) {}
}
