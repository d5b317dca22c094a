package dev.understory.check;

import dev.understory.check.CheckResult.Status;
import dev.understory.measure.Spans;
import dev.understory.measure.Subject;
import dev.understory.scenario.Checks.Invariant;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that must hold at every look, or must hold at none. */
final class InvariantWatch implements Watch {
    private final Invariant invariant;
    private final boolean mustHold;
    private final BitSet among;
    private final StandardRules standard;
    private @Nullable Judgement firstBreach;
    /** Of those that held, the one that was nearest to a breach: what a run ends with says little of it. */
    private Judgement nearest = Judgement.OPEN;

    private long breachAt = -1;

    InvariantWatch(Invariant invariant, boolean mustHold, BitSet among, List<Subject> subjects) {
        this.invariant = invariant;
        this.mustHold = mustHold;
        this.among = among;
        this.standard = new StandardRules(subjects);
    }

    @Override
    public void look(long now, World world) {
        Spans spans = world.measurements().spans();
        if (firstBreach != null
                || !invariant.during().isEmpty() && !invariant.during().contains(spans.phase(spans.at(now)))) {
            return;
        }
        Judgement judgement =
                new RuleJudge(world, among, standard).judge(invariant.rule().rule());
        if (judgement.outcome() == Judgement.Outcome.OPEN) {
            return;
        }
        if (judgement.holds() == mustHold) {
            nearest = judgement.nearerThan(nearest);
        } else {
            firstBreach = judgement;
            breachAt = now;
        }
    }

    @Override
    public CheckResult result(World world, Reach reach) {
        if (firstBreach != null) {
            return result(firstBreach, Status.BROKEN, "first broken at " + QuantityText.moment(breachAt), breachAt);
        }
        boolean isDecided = reach.hasPassed(world.measurements().spans().endOf(invariant.during()));
        if (nearest.outcome() == Judgement.Outcome.OPEN) {
            String until = isDecided ? "" : " until " + reach.text();
            return result(Judgement.OPEN, Status.OPEN, "nothing to judge by" + until, -1);
        }
        return isDecided
                ? result(nearest, Status.HELD, "", -1)
                : result(nearest, Status.OPEN, "held until " + reach.text(), -1);
    }

    private CheckResult result(Judgement shown, Status status, String note, long brokenAtNanos) {
        String rule = invariant.rule().text();
        String target = shown.target().isEmpty() ? rule : (mustHold ? "" : "never ") + shown.target();
        return new CheckResult(
                invariant.name(),
                mustHold ? "always" : "never",
                rule,
                status,
                shown.measured(),
                target,
                note,
                brokenAtNanos);
    }
}
