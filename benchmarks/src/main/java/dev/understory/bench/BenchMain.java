package dev.understory.bench;

import dev.understory.node.cli.ProcessEnd;
import dev.understory.node.cli.WrongUse;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understory bench}: runs the suites that are named, all of them where none is. */
@Command(
        name = "understory bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the node between two JVMs over loopback, each figure beside the raw limit in the same run.",
        footer = {"", "Exit codes: 0 measured, 1 a suite failed, 2 bad usage."})
public final class BenchMain implements Callable<Integer> {
    /** Seconds, a week; what is longer is a slip of the keyboard. */
    private static final int LONGEST = 604_800;

    private static final int FEWEST_CONNECTS = 1000;
    private static final int MOST_CONNECTS = 100_000_000;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "What to measure; see --list. All that take no minutes where none is" + " named.")
    private List<String> names = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private @Nullable Path out;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "S",
            description = "How long each figure is measured, in seconds (default ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            paramLabel = "S",
            description = "How long its code runs before that (default ${DEFAULT-VALUE}); two JVMs that share two"
                    + " processors compile for about as long.")
    private double warmUp = 20;

    @Option(
            names = "--connects",
            defaultValue = "100000",
            paramLabel = "N",
            description = "How many connections the suite connects makes (default ${DEFAULT-VALUE}).")
    private int connects = 100_000;

    @Option(
            names = "--flood",
            split = ",",
            paramLabel = "NAME",
            description = "Which floods the suite floods has (default: all, some two minutes each).")
    private List<String> floods = List.of();

    @Option(names = "--list", description = "List what can be measured.")
    private boolean list;

    private final PrintStream stdout;
    private final PrintStream stderr;

    private BenchMain(PrintStream stdout, PrintStream stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    public static void main(String[] arguments) {
        ProcessEnd.after(() -> run(System.out, System.err, arguments), System.err);
    }

    /** Runs the command; returns its exit code. */
    static int run(PrintStream stdout, PrintStream stderr, String... arguments) {
        CommandLine line = new CommandLine(new BenchMain(stdout, stderr));
        line.setOut(new PrintWriter(stdout, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((problem, args) -> {
            stderr.println(WrongUse.line(problem));
            return CommandLine.ExitCode.USAGE;
        });
        return line.execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            Suites.all().forEach(suite -> stdout.printf("%-14s %s%n", suite.name(), suite.summary()));
            return 0;
        }
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            problems.forEach(problem -> stderr.println("understory bench: " + problem));
            return CommandLine.ExitCode.USAGE;
        }
        List<Suite> suites = Suites.all().stream()
                .filter(suite -> names.isEmpty() ? !suite.isOnRequest() : names.contains(suite.name()))
                .toList();
        BenchReport report = BenchReport.begin();
        BenchContext context = new BenchContext(warmUp, seconds, connects, floods);
        boolean failed = false;
        for (Suite suite : suites) {
            stderr.println("measuring " + suite.name() + ": " + suite.summary());
            try {
                List<Measurement> found = SuiteFork.run(suite, context);
                report.add(found);
                failed |= suite.failsWhenMissed()
                        && found.stream().anyMatch(figure -> Boolean.FALSE.equals(figure.met()));
            } catch (IOException e) {
                failed = true;
                report.failed(suite.name(), String.valueOf(e.getMessage()));
                stderr.println(suite.name() + " failed: " + e.getMessage());
            }
        }
        stdout.print(report.table());
        if (out != null) {
            report.write(out);
        }
        return failed ? 1 : 0;
    }

    /** What is wrong with the arguments, before anything is measured. */
    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<String> known = Suites.all().stream().map(Suite::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                problems.add("nothing is called '" + name + "' (one of: " + String.join(", ", known) + ")");
            }
        }
        for (String flood : floods) {
            if (!FloodKind.words().contains(flood)) {
                problems.add(
                        "no flood is called '" + flood + "' (one of: " + String.join(", ", FloodKind.words()) + ")");
            }
        }
        if (!(seconds >= 1 && seconds <= LONGEST)) {
            problems.add("--seconds lies between 1 and " + LONGEST + ", not " + seconds);
        }
        if (!(warmUp >= 0 && warmUp <= LONGEST)) {
            problems.add("--warm-up lies between 0 and " + LONGEST + ", not " + warmUp);
        }
        if (connects < FEWEST_CONNECTS || connects > MOST_CONNECTS) {
            problems.add("--connects lies between " + FEWEST_CONNECTS + " and " + MOST_CONNECTS + ", not " + connects);
        }
        if (out != null) {
            Path folder = out.toAbsolutePath().getParent();
            if (folder == null || Files.isDirectory(out) || !Files.isWritable(Files.exists(out) ? out : folder)) {
                problems.add("--out: cannot write to " + out);
            }
        }
        return problems;
    }
}
