package dev.understory.check;

import dev.understory.check.Judgement.Outcome;
import dev.understory.measure.Subject;
import dev.understory.scenario.rule.StandardRule;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The rules that need more than numbers, and what each has counted so far. */
final class StandardRules {
    private final List<Subject> subjects;
    private final Map<StandardRule, StandardRule.Counting> counting = new HashMap<>();

    StandardRules(List<Subject> subjects) {
        this.subjects = subjects;
    }

    Judgement judge(StandardRule rule, World world, BitSet among) {
        OptionalLong count = counting.computeIfAbsent(
                        rule, first -> first.counting().get())
                .count(world.measurements(), subjects, among);
        return count.isEmpty()
                ? Judgement.OPEN
                : new Judgement(
                        Outcome.of(count.getAsLong() == 0),
                        Measured.count(count.getAsLong(), rule.unwanted()),
                        "== 0 " + rule.unwanted(),
                        count.getAsLong());
    }
}
