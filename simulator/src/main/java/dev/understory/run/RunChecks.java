package dev.understory.run;

import dev.understory.check.CheckResult;
import dev.understory.check.CheckResult.Status;
import dev.understory.check.Measured;
import dev.understory.check.QuantityText;
import dev.understory.churn.ChurnTimeline;
import dev.understory.fault.Idle;
import dev.understory.run.Testbed.Ending;
import dev.understory.run.Testbed.Reason;
import dev.understory.scenario.Event;
import dev.understory.scenario.Selector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What every run is checked for, whatever its scenario asks: that nothing failed outside the checks, and that what was
 * to happen to the network did. Only what broke is reported, as a check of kind {@value #KIND}.
 */
final class RunChecks {
    static final String KIND = "run";

    private RunChecks() {}

    static List<CheckResult> of(
            Ending ending,
            long nowNanos,
            Failures failures,
            List<Event> events,
            List<Idle> idle,
            List<ChurnTimeline> churn,
            List<AttackCost> attacks) {
        List<CheckResult> found = new ArrayList<>();
        if (ending.reason() == Reason.FAILED) {
            found.add(broken("simulation", Measured.NOTHING, "comes to its end", ending.detail(), nowNanos));
        }
        if (failures.count() > 0) {
            Measured count = Measured.count(failures.count(), failures.count() == 1 ? "failure" : "failures");
            String first =
                    failures.first().stream().map(Failure::toString).findFirst().orElse("");
            long at = failures.first().stream()
                    .mapToLong(Failure::atNanos)
                    .findFirst()
                    .orElse(nowNanos);
            found.add(broken("no-failures", count, "== 0 failures", first, at));
        }
        for (Idle each : idle) {
            Event event = events.get(each.number());
            if (!event.schedule().mayMiss() && !meansNobody(event)) {
                found.add(open(
                        "events[" + each.number() + "]",
                        "the " + each.kind() + " at " + QuantityText.moment(each.lastNanos()) + " affected nobody"));
            }
        }
        if (ending.reason() == Reason.REACHED) {
            churn.stream()
                    .filter(ChurnTimeline::isIdle)
                    .forEach(each -> found.add(open("churn-" + each.name(), "nobody left")));
            attacks.stream()
                    .filter(AttackCost::isIdle)
                    .forEach(each -> found.add(open("attack-" + each.name(), "nobody was attacked")));
        }
        return found;
    }

    /** A share of zero is written on purpose. */
    private static boolean meansNobody(Event event) {
        return event.whom().stream()
                .flatMap(whom -> whom.selectors().stream())
                .anyMatch(selector -> selector.pick() instanceof Selector.Pick.Fraction fraction
                        && fraction.share().compareTo(BigDecimal.ZERO) == 0);
    }

    private static CheckResult broken(String name, Measured measured, String target, String note, long atNanos) {
        return new CheckResult(name, KIND, target, Status.BROKEN, measured, target, note, atNanos);
    }

    private static CheckResult open(String name, String note) {
        return new CheckResult(name, KIND, "has an effect", Status.OPEN, Measured.NOTHING, "has an effect", note, -1);
    }
}
