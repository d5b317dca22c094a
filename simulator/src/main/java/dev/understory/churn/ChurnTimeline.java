package dev.understory.churn;

import dev.understory.crypto.RandomStream;
import dev.understory.scenario.Churn;
import dev.understory.scenario.Phase;
import dev.understory.timeline.Agenda;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.NodeLives;
import java.util.List;

/** One churn of a scenario at work. */
public final class ChurnTimeline {
    private final Churn churn;
    private final List<Phase> phases;
    private final long endNanos;
    private final Agenda agenda;
    private final NodeLives lives;
    private boolean anyTaken;
    private boolean anyLeft;

    /**
     * A churn.
     *
     * @param phases the spans in which nodes leave
     * @param endNanos after which nobody leaves any more; who is away still comes back
     */
    public ChurnTimeline(Churn churn, List<Phase> phases, long endNanos, Agenda agenda, NodeLives lives) {
        this.churn = churn;
        this.phases = phases;
        this.endNanos = endNanos;
        this.agenda = agenda;
        this.lives = lives;
    }

    /**
     * Takes a node in, which starts at {@code startNanos} for the first time unless it is away just then.
     *
     * @param random the node's own stream
     */
    public void take(int node, long startNanos, RandomStream random) {
        anyTaken = true;
        if (!churn.steadyState()) {
            begin(node, startNanos, churn.session().drawLong(random), random);
        } else if (random.nextDouble() < shareUp()) {
            begin(node, startNanos, (long) churn.session().drawResidual(random), random);
        } else {
            agenda.at(startNanos + (long) churn.downtime().drawResidual(random), () -> comeBack(node, random));
        }
    }

    /** Whether nobody of those who were to come and go has left so far. */
    public boolean isIdle() {
        return anyTaken && !anyLeft;
    }

    /** As scenarios call it. */
    public String name() {
        return churn.name();
    }

    private void begin(int node, long startNanos, long stays, RandomStream random) {
        agenda.at(startNanos, () -> lives.start(node));
        agenda.at(saturated(startNanos, stays), () -> leave(node, random));
    }

    private double shareUp() {
        double up = churn.session().mean();
        double away = churn.downtime().mean();
        return Double.isFinite(up) && Double.isFinite(away) && up + away > 0 ? up / (up + away) : 1;
    }

    private void leave(int node, RandomStream random) {
        long now = agenda.now();
        if (now >= endNanos) {
            return;
        }
        if (phases.stream().noneMatch(phase -> contains(phase, now)) || !lives.isUp(node)) {
            agenda.at(saturated(now, churn.session().drawLong(random)), () -> leave(node, random));
            return;
        }
        anyLeft = true;
        lives.stop(node, how(random.nextDouble()));
        agenda.at(saturated(now, churn.downtime().drawLong(random)), () -> comeBack(node, random));
    }

    private void comeBack(int node, RandomStream random) {
        lives.start(node);
        agenda.at(saturated(agenda.now(), churn.session().drawLong(random)), () -> leave(node, random));
    }

    private Leaving how(double drawn) {
        return drawn < churn.leave().crash()
                ? Leaving.CRASH
                : drawn < churn.leave().abrupt() ? Leaving.POWER_LOSS : Leaving.GRACEFUL;
    }

    private static boolean contains(Phase phase, long nanos) {
        return nanos >= phase.start().toNanos() && nanos < phase.end().toNanos();
    }

    /** A nanosecond at least, so that no law stops time. */
    private static long saturated(long now, long after) {
        long at = now + Math.max(1, after);
        return at < 0 ? Long.MAX_VALUE : at;
    }
}
