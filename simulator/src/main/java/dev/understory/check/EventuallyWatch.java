package dev.understory.check;

import dev.understory.check.CheckResult.Status;
import dev.understory.measure.Subject;
import dev.understory.scenario.Checks.Eventually;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that must hold at one look of its window at least. */
final class EventuallyWatch implements Watch {
    private final Eventually eventually;
    private final BitSet among;
    private final StandardRules standard;
    private final long from;
    private final long until;
    private @Nullable Judgement last;
    private long trueAt = -1;

    EventuallyWatch(Eventually eventually, BitSet among, List<Subject> subjects) {
        this.eventually = eventually;
        this.among = among;
        this.standard = new StandardRules(subjects);
        this.from = eventually.from().toNanos();
        this.until = eventually.from().plus(eventually.within()).toNanos();
    }

    @Override
    public void look(long now, World world) {
        if (trueAt >= 0 || now < from || now > until) {
            return;
        }
        Judgement judgement =
                new RuleJudge(world, among, standard).judge(eventually.rule().rule());
        if (judgement.outcome() != Judgement.Outcome.OPEN) {
            last = judgement;
            trueAt = judgement.holds() ? now : -1;
        }
    }

    @Override
    public CheckResult result(World world, Reach reach) {
        if (trueAt >= 0) {
            return result(Status.HELD, "true at " + QuantityText.moment(trueAt), -1);
        }
        if (!reach.hasPassed(until)) {
            return result(Status.OPEN, "not true by " + reach.text(), -1);
        }
        return last == null
                ? result(Status.OPEN, "nothing to judge by", -1)
                : result(Status.BROKEN, "not true by " + QuantityText.moment(until), until);
    }

    private CheckResult result(Status status, String note, long brokenAtNanos) {
        String rule = eventually.rule().text();
        Judgement shown = last == null ? Judgement.OPEN : last;
        String target = shown.target().isEmpty() ? rule : shown.target();
        return new CheckResult(
                eventually.name(), "eventually", rule, status, shown.measured(), target, note, brokenAtNanos);
    }
}
