package dev.understory.cli;

import dev.understory.check.CheckResult;
import dev.understory.check.QuantityText;
import dev.understory.engine.TraceHash;
import dev.understory.node.cli.ExitCode;
import dev.understory.run.RunResult;
import dev.understory.run.Testbed;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints what came of a run. */
final class Verdicts {
    private static final long SECOND = 1_000_000_000L;

    private Verdicts() {}

    /** The verdict, a line per check, and what went wrong. */
    static void print(PrintStream out, RunResult result, String file, double wallSeconds) {
        String how = result.testbed().equals("sim") ? "simulated" : "run over " + result.testbed();
        String trace = result.traceHash().isPresent()
                ? "   trace " + TraceHash.text(result.traceHash().getAsLong())
                : "";
        out.printf(
                Locale.ROOT,
                "%s  %s   seed %d   %s %s in %.1f s%s%n",
                word(result),
                file,
                result.plan().seed(),
                seconds(result.reachedNanos()),
                how,
                wallSeconds,
                trace);
        List<CheckResult> checks = result.checks();
        int names = width(checks, CheckResult::name);
        int measured = width(checks, check -> check.measured().text());
        int targets = width(checks, CheckResult::target);
        for (CheckResult check : checks) {
            String line = String.format(
                    "  %s  %-" + names + "s   %-" + measured + "s   %-" + targets + "s   %s",
                    mark(check.status()),
                    check.name(),
                    check.measured().text(),
                    check.target(),
                    check.note());
            out.println(line.stripTrailing());
        }
        result.attacks().forEach(attack -> out.println("  paid for " + attack.name() + ": " + attack.text()));
        if (!result.attacks().isEmpty() || !result.plan().scenario().churn().isEmpty()) {
            out.println("  honest nodes: " + result.honestToll().text());
        }
        if (!result.ending().detail().isEmpty()) {
            out.println("  ended early: " + result.ending().detail());
        }
        if (result.verdict() == RunResult.Verdict.INCONCLUSIVE
                && result.ending().reason() == Testbed.Reason.REACHED) {
            long open = checks.stream()
                    .filter(check -> check.status() == CheckResult.Status.OPEN)
                    .count();
            out.println(
                    checks.isEmpty()
                            ? "  nothing was judged: the scenario has no checks"
                            : "  not judged: " + open + " of " + checks.size());
        }
        result.failures().first().forEach(failure -> out.println("  failure: " + failure));
        long untold = result.failures().count() - result.failures().first().size();
        if (untold > 0) {
            out.println("  and " + untold + " more failures");
        }
    }

    /** How to see the first violation again. */
    static void printReproduction(PrintStream out, RunResult result, String file, String options) {
        result.checks().stream()
                .filter(check -> check.status() == CheckResult.Status.BROKEN
                        && result.traceHash().isPresent())
                .findFirst()
                .ifPresent(check -> {
                    long broken = check.brokenAtNanos();
                    String until = broken < 0 || broken >= result.reachedNanos()
                            ? ""
                            : " --until "
                                    + QuantityText.moment(broken / 100_000_000 * 100_000_000 + 100_000_000)
                                            .replace("00 s", "s");
                    out.println("  reproduce: understory replay --seed "
                            + result.plan().seed() + options + " " + file + until);
                });
    }

    /** The exit code that a result stands for. */
    static int exitCode(RunResult result) {
        if (result.ending().reason() == Testbed.Reason.INTERRUPTED) {
            return ExitCode.INTERRUPTED;
        }
        if (result.ending().reason() == Testbed.Reason.FAILED) {
            return ExitCode.INTERNAL;
        }
        return switch (result.verdict()) {
            case PASS -> ExitCode.OK;
            case FAIL -> ExitCode.FAILED;
            case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
        };
    }

    private static String word(RunResult result) {
        return switch (result.verdict()) {
            case PASS -> "PASS";
            case FAIL -> "FAIL";
            case INCONCLUSIVE -> "INCONCLUSIVE";
        };
    }

    private static String mark(CheckResult.Status status) {
        return switch (status) {
            case HELD -> "ok";
            case BROKEN -> "NO";
            case OPEN -> "--";
        };
    }

    private static String seconds(long nanos) {
        return nanos % SECOND == 0 ? nanos / SECOND + " s" : QuantityText.moment(nanos);
    }

    private static int width(List<CheckResult> checks, Function<CheckResult, String> column) {
        return Math.max(
                1,
                checks.stream()
                        .mapToInt(check -> column.apply(check).length())
                        .max()
                        .orElse(1));
    }
}
