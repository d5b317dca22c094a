package dev.understory.cli;

import dev.understory.attack.Soak;
import dev.understory.measure.Flatness;
import dev.understory.measure.Residue;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A soak of the catalogue, and what it says: a line for each reading, and a table at its end, also where a signal ends it. */
final class SoakRun {
    private static final int MOST_SEED = 1_000_000;

    private final Console console;

    SoakRun(Console console) {
        this.console = console;
    }

    /**
     * Plays; the seed is drawn where none is given. Returns the exit code.
     *
     * @param simulated whether that is virtual time on the simulated network
     */
    int play(Predicate<List<String>> chosen, boolean simulated, Duration duration, @Nullable Long givenSeed) {
        long seed = givenSeed != null ? givenSeed : ThreadLocalRandom.current().nextInt(MOST_SEED);
        console.out().println("seed " + seed);
        AtomicBoolean interrupted = new AtomicBoolean();
        Soak soak = simulated
                ? Soak.simulated(chosen, seed, Residue::ofThisProcess, console.err()::println)
                : Soak.overTcp(chosen, seed, Residue::ofThisProcess, console.err()::println);
        try (Interruption interruption = new Interruption(console)) {
            interruption.endBy(() -> {
                interrupted.set(true);
                soak.stop();
            });
            Soak.Outcome outcome = soak.run(duration);
            print(console.out(), outcome);
            return exitCode(outcome, interrupted.get());
        }
    }

    /** A failure counts more than an interruption, and that more than too few readings. */
    static int exitCode(Soak.Outcome outcome, boolean interrupted) {
        if (outcome.failed() > 0 || outcome.isJudged() && !outcome.problems().isEmpty()) {
            return ExitCode.FAILED;
        }
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        return outcome.isJudged() ? ExitCode.OK : ExitCode.INCONCLUSIVE;
    }

    /** The table. */
    static void print(PrintStream out, Soak.Outcome outcome) {
        out.printf(
                Locale.ROOT,
                "%,d of %,d inputs of %d rows ended as the table says: %s%n",
                outcome.held(),
                outcome.played(),
                outcome.rows().size(),
                outcome.rows().entrySet().stream()
                        .map((Map.Entry<String, Integer> row) -> row.getKey() + " " + row.getValue())
                        .collect(Collectors.joining(", ")));
        if (outcome.disturbed() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d inputs are not judged, as this machine stood still for half a second or more%n",
                    outcome.disturbed());
        }
        if (!outcome.isJudged()) {
            out.printf(Locale.ROOT, "%d readings, or so many disturbances, are no judgement%n", outcome.readings());
            return;
        }
        for (Flatness.Rise rise : outcome.rises()) {
            out.printf(
                    Locale.ROOT,
                    "%-11s rises by %6.2f %-3s  of %3.1f that it may  %s%n",
                    rise.quantity(),
                    rise.value(),
                    rise.unit(),
                    rise.most(),
                    rise.value() <= rise.most() ? "flat" : "NOT FLAT");
        }
    }
}
